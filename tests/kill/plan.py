"""How each kill point is come to: by what a person orders, and what the prompt makes the provider do."""

from dataclasses import dataclass
from random import Random

from tests.kill.works import EXTEND, GENERATE, SEGMENTS, UPSCALE, UPSCALE_HERE, Way, Work, ways
from tests.simulation.kill_points import KILL_POINTS
from tests.simulation.kill_points import NAMES as NUMBERED

MODELS = {"wavespeed": "wan-2.5", "vertex": "veo-3.1-fast"}
POINTS = {name: point for point, name in reversed(KILL_POINTS.items())} | SEGMENTS
NAMES = (*NUMBERED, *SEGMENTS)
DERIVED = (EXTEND, UPSCALE_HERE, UPSCALE)


@dataclass(frozen=True)
class Plan:
    """One kill: of which process, where, in which circumstances."""

    name: str
    n: int
    seed: int
    point: str
    work: Work
    way: Way
    provider: str
    arrival: int
    chance: float
    """Decides what else is open, from 0 to 1."""

    @property
    def model(self) -> str:
        """What makes the film, or the one it begins with."""
        return MODELS.get(self.provider, "wan-2.5")

    @property
    def price(self) -> int:
        return self.work.prices[self.provider]

    @property
    def process(self) -> str:
        """Who is at the point: `api`, `task`, `worker`, `sweep` or `webhook`."""
        return self.point.partition(":")[0]


def plan(name: str, n: int, *, seed: int) -> Plan:
    """Return the n-th kill at a point; ways, providers and arrivals take turns, beginning at the seed's.

    Every other one is of a job that begins with a finished film, where such a job comes to the point.
    """
    start = Random(f"{seed}:{name}")
    work = _work(name, n, start.randrange(len(DERIVED)))
    turn, open_ways = n // (2 if ways(GENERATE, name) else 1), ways(work, name)
    way = open_ways[(start.randrange(len(open_ways)) + turn) % len(open_ways)]
    provider = way.providers[(start.randrange(2) + turn) % len(way.providers)]
    arrival = (start.randrange(way.arrivals) + turn) % way.arrivals
    chance = Random(f"{seed}:{name}:{n}").random()
    return Plan(name, n, seed, POINTS[name], work, way, provider, arrival, chance)


def _work(name: str, n: int, first: int) -> Work:
    turns = [DERIVED[(first + n) % len(DERIVED)] for n in range(len(DERIVED))]
    derived = [work for work in turns if ways(work, name)]
    if n % 2 == 0 and ways(GENERATE, name):
        return GENERATE
    return derived[n // 2 % len(derived)]
