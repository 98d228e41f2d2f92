"""What we sell that begins with a finished video: a longer one, or a sharper one."""

from collections.abc import Mapping
from datetime import date
from math import ceil

from pydantic import Field

from shared.errors import InvalidRequest
from shared.model.base import Credits, Model
from shared.model.cost import micro_usd
from shared.model.encoding import Quality, expected_s, fitted, gains
from shared.model.offer import Quote, VendorModel, spoken
from shared.model.resolution import is_above
from shared.model.source import Source

LENIENT_TENTHS = 0.01
"""A film of "10 s" that lasts 10.04 has not started its second ten seconds; in tens of seconds."""
FPS_TOLERANCE = 0.1
"""24 frames a second are also said of films that have 24000 in 1001 s."""


class Derivation(Model):
    """A model that takes videos of so many seconds, at least and at most, perhaps of one frame rate."""

    id: str
    title: str
    provider: str
    source_min_s: float = Field(default=0, ge=0)
    source_max_s: float = Field(gt=0)
    source_fps: float | None = None
    """How many frames a second the video must have; None if it does not matter."""
    retires_on: date | None = None
    """The first day on which the provider no longer answers."""
    vendor: VendorModel | None = Field(default=None, exclude=True, repr=False)
    """What the provider calls it; nothing, where the work is ours."""

    def offered(self, on: date) -> bool:
        """Return whether it can be ordered on that day."""
        return self.retires_on is None or on < self.retires_on

    def takes(self, source: Source | None) -> bool:
        """Return whether the video is one that it can begin with; what is not known yet may be."""
        return source is None or self._fault(source) is None

    def _check_source(self, source: Source | None) -> None:
        fault = self._fault(source) if source else None
        if fault is not None:
            raise InvalidRequest(f"{self.title} takes {fault}", field="source_job_id")

    def _fault(self, source: Source) -> str | None:
        """Return what it takes instead of this video, and what to do; None if it takes it."""
        lasts_s, fps = source.probe.duration_s, source.probe.fps
        if lasts_s > self.source_max_s:
            most = f"videos of at most {self.source_max_s:g} s"
            return f"{most}, and this one lasts {lasts_s:.1f} s. Choose a shorter video."
        if lasts_s < self.source_min_s:
            least = f"videos of at least {self.source_min_s:g} s"
            return f"{least}, and this one lasts {lasts_s:.1f} s. Choose a longer video."
        if self.source_fps is not None and abs(fps - self.source_fps) > FPS_TOLERANCE:
            rate = f"videos of {self.source_fps:g} frames a second"
            return f"{rate}, and this one has {fps:g}. Choose another video or another model."
        return None


class Extension(Derivation):
    """A model that goes on with a film: `adds_s` seconds more, in one of the resolutions of `prices`."""

    adds_s: int = Field(gt=0)
    prices: Mapping[str, Quote]
    usd_per_s: Mapping[str, float]
    """What the provider charges us per added second, by resolution."""

    def quote(self, source: Source | None, *, resolution: str) -> Quote:
        """Price one extension of `source`, or of any.

        Raises:
            InvalidRequest: this model does not make it; `field` and `allowed` say what to change.
        """
        self._check_source(source)
        quote = self.prices.get(resolution)
        if quote is None:
            raise InvalidRequest(
                f"{self.title} does not make {resolution}. Choose {spoken(self.prices)}.",
                field="resolution",
                allowed=list(self.prices),
            )
        cost = micro_usd(self.usd_per_s[resolution] * self.adds_s)
        return quote.model_copy(update={"order_micro_usd": cost})


class Upscaler(Derivation):
    """A model that makes a film sharper: it costs what its source cost, and `credits_min` at least."""

    targets: tuple[str, ...]
    credits_min: Credits = Field(gt=0)
    takes_per_s: float = Field(gt=0)
    """How many seconds it works on one second of film."""
    usd_per_s: Mapping[str, float]
    """What the provider charges us per started second of film, by target."""
    bills_min_s: int = Field(default=0, ge=0)
    """For how many seconds the provider charges at least."""

    def quote(self, source: Source, *, target: str, source_credits: int) -> Quote:
        """Price `source` at a resolution of `target`; `source_credits` is what the source cost.

        Raises:
            InvalidRequest: this model does not make it, or it is no gain; `field` and `allowed` tell.
        """
        self._check_source(source)
        above = [one for one in self.targets if is_above(one, source.probe)]
        if target not in above:
            raise _no_gain(self, source, target=target, above=above)
        return Quote(
            credits=max(self.credits_min, source_credits),
            expected_s=self.takes_per_s * source.probe.duration_s,
            order_micro_usd=micro_usd(
                self.usd_per_s[target] * max(self.bills_min_s, ceil(source.probe.duration_s))
            ),
        )


class FfmpegUpscaler(Derivation):
    """Our own upscaling, by ffmpeg: the price is by the quality, for each started 10 s of film."""

    targets: tuple[str, ...]
    credits_per_10_s: Mapping[Quality, Credits]

    def quote(self, source: Source, *, target: str, quality: Quality, at_once: int) -> Quote:
        """Price `source` at a resolution of `target`, with so many segments encoded `at_once`.

        Raises:
            InvalidRequest: it is not made, or it is no gain; `field` and `allowed` tell.
        """
        self._check_source(source)
        film = source.probe
        above = [one for one in self.targets if gains(one, film.width, film.height)]
        if target not in above:
            raise _no_gain(self, source, target=target, above=above)
        width, height = fitted(target, film.width, film.height)
        frames = max(1, round(film.duration_s * film.fps))
        return Quote(
            credits=self.credits_per_10_s[quality] * max(1, ceil(film.duration_s / 10 - LENIENT_TENTHS)),
            expected_s=expected_s(quality, width=width, height=height, frames=frames, at_once=at_once),
        )


def _no_gain(
    model: "Upscaler | FfmpegUpscaler", source: Source, *, target: str, above: list[str]
) -> InvalidRequest:
    size = f"{source.probe.width}x{source.probe.height}"
    choose = f"Choose {spoken(above)}." if above else f"{model.title} has nothing above it."
    fault = f"{target} is not above it" if target in model.targets else f"{target} is not made"
    return InvalidRequest(
        f"The video has {size}: {fault}. {choose}", field="target_resolution", allowed=above
    )
