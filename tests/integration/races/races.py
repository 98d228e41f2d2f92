"""Every race, and how its rounds are played: what is random follows from the seed and the round."""

import contextlib
import io
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any

from tests.integration.races.crew import Crew
from tests.integration.races.deriving import derives
from tests.integration.races.ending import ends, releases
from tests.integration.races.round import Round
from tests.integration.races.showing import shows
from tests.integration.races.spending import CREDITS, grants, one_key, spend
from tests.integration.races.waking import wakes

Race = Callable[[Round], str]
RACES: Mapping[str, tuple[Race, Mapping[str, Any]]] = {
    "spend": (spend, {"credits": CREDITS}),
    "one_key": (one_key, {"credits": CREDITS}),
    "grants": (grants, {"credits": CREDITS}),
    "releases": (releases, {"made_here": True}),
    "ends_here": (ends, {"made_here": True}),
    "ends": (ends, {}),
    "derives": (derives, {"credits": 200, "made_here": True}),
    "shows": (shows, {"made_here": True}),
    "wakes": (wakes, {}),
}


class RaceLost(AssertionError):
    """A round did not come out as it must."""


def run_rounds(crew: Crew, name: str, rounds: Iterable[int], *, seed: int) -> Counter[str]:
    """Play rounds of one race; return how often each end was seen.

    Raises:
        RaceLost: one came out wrong; it says how to play that round again.
    """
    return Counter(_run(crew, name, n, seed=seed) for n in rounds)


def _run(crew: Crew, name: str, n: int, *, seed: int) -> str:
    race, scene = RACES[name]
    random = Random(f"{seed}:{name}:{n}")
    project = f"race-{uuid.uuid4().hex[:16]}"
    play = Round(crew, project, random, turns=random.random() < 0.5, **scene)
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # the services' logs
            return race(play)
    except AssertionError as error:
        again = f"make test-races RACES={name} SEED={seed} FIRST={n} ROUNDS=20"
        raise RaceLost(
            f"{error}\nThe seed repeats the moves; who wins is the machine's to say. Again: {again}"
        ) from error
    finally:
        play.close()
