"""How each kill point is come to: by what a person does, and what the prompt makes the provider do."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from tests.simulation.kill_points import KILL_POINTS

MODELS = {"wavespeed": "wan-2.5", "vertex": "veo-3.1-fast"}
POINTS = {name: point for point, name in reversed(KILL_POINTS.items())}


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
class Plan:
    """One kill: of which process, where, in which circumstances."""

    name: str
    n: int
    seed: int
    point: str
    way: Way
    provider: str
    arrival: int
    chance: float
    """Decides what else is open, from 0 to 1."""

    @property
    def model(self) -> str:
        return MODELS[self.provider]

    @property
    def process(self) -> str:
        """Who is at the point: `api`, `task`, `worker`, `sweep` or `webhook`."""
        return self.point.partition(":")[0]


SLOW = "[slow:16] [nowebhook]"
"""Long enough for several polls, also on a loaded machine."""
WAVESPEED = ("wavespeed",)
ORDER, POLL = Way(orphan="order"), Way("[nowebhook]", orphan="poll")
LATE = Way("[429:1000]", orphan="late", in_vain=True)
WAYS: Mapping[str, tuple[Way, ...]] = {
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


def plan(name: str, n: int, *, seed: int) -> Plan:
    """Return the n-th kill at a point; ways, providers and arrivals take turns, beginning at the seed's."""
    ways, start = WAYS.get(name, (Way(),)), Random(f"{seed}:{name}")
    way = ways[(start.randrange(len(ways)) + n) % len(ways)]
    provider = way.providers[(start.randrange(2) + n) % len(way.providers)]
    arrival = (start.randrange(way.arrivals) + n) % way.arrivals
    chance = Random(f"{seed}:{name}:{n}").random()
    return Plan(name, n, seed, POINTS[name], way, provider, arrival, chance)
