"""What is ordered in a trial, a new film, a longer one, a sharper one, and how each comes to a point."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.model.job import OURSELVES


@dataclass(frozen=True)
class Way:
    """A way to a point. Which provider, and which of several arrivals is the last, the seed decides."""

    directive: str = ""
    providers: tuple[str, ...] = ("wavespeed", "vertex")
    arrivals: int = 1
    orphan: str = ""
    """Which lost message a sweep finds: an `order`'s, a `poll`'s, or one that is too `late`."""
    in_vain: bool = False
    """The job can only be released at its deadline."""


@dataclass(frozen=True)
class Work:
    """One kind of order. What begins with a finished film has a source, which the same person made before."""

    name: str
    job_type: str
    prices: Mapping[str, int]
    """By who makes it, of the film that a person orders here."""
    wanted: Mapping[str, Any] = field(default_factory=dict)
    worded: bool = True
    """Whether it has a prompt, which tells a simulator what to do."""

    @property
    def derived(self) -> bool:
        """Whether it begins with a finished film."""
        return self.job_type != "generate"

    @property
    def here(self) -> bool:
        """Whether we make it ourselves, in segments, and no provider is asked."""
        return OURSELVES in self.prices


GENERATE = Work("generate", "generate", {"wavespeed": 4, "vertex": 5})
EXTEND = Work("extend", "extend", {"wavespeed": 10, "vertex": 10}, {"resolution": "720p"})
UPSCALE = Work("upscale", "upscale", {"wavespeed": 5}, {"target_resolution": "720p"}, worded=False)
UPSCALE_HERE = Work(
    "upscale here",
    "upscale",
    {OURSELVES: 2},
    {"target_resolution": "1080p", "engine": "ffmpeg", "quality": "fast"},
    worded=False,
)
SLOW = "[slow:16] [nowebhook]"
"""Long enough for several polls, also on a loaded machine."""
WAVESPEED = ("wavespeed",)
ORDER, POLL = Way(orphan="order"), Way("[nowebhook]", orphan="poll")
LATE = Way("[429:1000]", orphan="late", in_vain=True)
WORDED: Mapping[str, tuple[Way, ...]] = {
    "K7": (Way("[slow:3]", arrivals=2),),
    "K8": (Way("[slow:3]", arrivals=2),),
    "K9": (Way(SLOW, arrivals=3),),
    "K10": (Way(SLOW, arrivals=3),),
    # Intended and never ordered: nobody can know that, so the job waits for its deadline.
    "K12": (Way(in_vain=True),),
    "K15": (Way("[429:1]", arrivals=2),),
    "K16": (Way("[429:1]", arrivals=2),),
    "K17": (Way(SLOW, arrivals=3),),
    "K18": (Way(SLOW, arrivals=3),),
    "K19": (Way(SLOW, arrivals=2),),
    "K21": (Way(arrivals=2),),
    "K23": (Way(arrivals=3),),
    "K24": (Way(arrivals=3),),
    "K27": (Way(SLOW, arrivals=3),),
    "K28": (ORDER, POLL),
    "K29": (ORDER, LATE, POLL, LATE),
    "K30": (ORDER, LATE, POLL, LATE),
    "K31": (ORDER, POLL),
    "K33": (Way(providers=WAVESPEED, arrivals=3),),
    "K34": (Way("[slow:2]", providers=WAVESPEED),),
    "K35": (Way("[slow:2]", providers=WAVESPEED),),
}
SEGMENTS = {"mid-encode": "worker:mid-encode", "pre-keep": "worker:pre-keep", "post-keep": "worker:post-keep"}
"""Points that only a film upscaled here comes to: a segment is half done, about to be kept, or just was."""

HERE: Mapping[str, tuple[Way, ...]] = {
    name: (Way(providers=(OURSELVES,), arrivals=arrivals),)
    for name, arrivals in {
        **dict.fromkeys(("K1", "K2", "K3", "K4", "K5", "K6", "K22", "K25", "K26", "K32"), 1),
        **dict.fromkeys(("K7", "K8"), 2),
        **dict.fromkeys(("K9", "K10", "K15", "K16", "K20", "K21", "K23", "K24", "K27"), 4),
        **dict.fromkeys(SEGMENTS, 3),
    }.items()
} | {
    name: tuple(Way(providers=(OURSELVES,), orphan=orphan) for orphan in ("order", "poll"))
    for name in ("K28", "K29", "K30", "K31")
}


def ways(work: Work, name: str) -> tuple[Way, ...]:
    """Return the ways by which work of this kind comes to a point; none if it never does."""
    if work.here:
        return HERE.get(name, ())
    if name in SEGMENTS:
        return ()
    found = WORDED.get(name, (Way(),))
    return found if work.worded else tuple(_by_wavespeed(way) for way in found if not way.directive)


def _by_wavespeed(way: Way) -> Way:
    return Way(providers=WAVESPEED, arrivals=way.arrivals, orphan=way.orphan, in_vain=way.in_vain)
