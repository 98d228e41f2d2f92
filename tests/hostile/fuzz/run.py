"""Fuzz the API in rounds, each in a world of its own, and show what came of it on one screen."""

import io
import random
import time
import warnings
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from tests.hostile.attempts import attempts
from tests.hostile.front import Front
from tests.hostile.fuzz.cases import cases, schema_of
from tests.hostile.fuzz.driver import OTHER_METHODS, Driver
from tests.hostile.fuzz.tally import Tally
from tests.hostile.fuzz.world import World
from tests.hostile.operations import operations

EACH = 25
"""Good and bad requests per operation in a round; with the edges of every schema, some 1,600 in all."""
WORLD_CASES = 400
"""After so many a new world begins."""
FAULTS_MAX = 20
MANY = 3000
"""So many requests must have let every operation through, and refused every one."""
WIDTH = 130


class Place:
    """Where requests are sent: a WSGI application that stays while worlds come and go."""

    front: Front

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return self.front(environ, start_response)


def fuzz(requests: int, *, seed: int) -> Tally:
    """Send at least `requests` requests, in rounds with the seeds `seed`, `seed + 1` and so on."""
    tally = Tally()
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        redirect_stdout(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # the fuzzer's own
        _warm_up(monkeypatch)
        number = seed
        while tally.requests < requests and len(tally.faults) < FAULTS_MAX:
            _round(tally, monkeypatch, seed=number)
            number += 1
    return tally


def _warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load every module of ours: Hypothesis draws words from them, and a seed must always find the same."""
    world = World(monkeypatch, random.Random(0))
    for operation in operations():
        for attempt in attempts(operation, lambda name: world.supply.known(name) or ["x"]):
            attempt.send(world.front, authorization="Bearer alice-token")


def _round(tally: Tally, monkeypatch: pytest.MonkeyPatch, *, seed: int) -> None:
    chance = random.Random(seed)
    place = Place()
    schema = schema_of(place)
    made = cases(schema, seed=seed, each=EACH)
    for begin in range(0, len(made), WORLD_CASES):
        world = World(monkeypatch, chance)
        place.front = world.front
        driver = Driver(
            world.supply,
            tally,
            chance,
            tokens=["alice-token", "bob-token"],
            watch=world.books.faults,
            callback=world.callback,
            seed=seed,
        )
        for case in made[begin : begin + WORLD_CASES]:
            world.go_on(*driver.send(case))
        for fault in world.books.close():
            tally.blame(fault, f"after all requests of a world, seed {seed}")


def main(requests: int, *, seed: int) -> int:
    """Print what came of the requests; 1 if anything was wrong, or nothing was proven of an operation."""
    console = Console(highlight=False, soft_wrap=True, width=WIDTH)
    begun_s = time.monotonic()
    tally = fuzz(requests, seed=seed)
    took_s = time.monotonic() - begun_s
    _print(console, tally)
    modes = ", ".join(f"{count:,} {mode}" for mode, count in sorted(tally.modes.items()))
    console.print(
        f"{tally.requests:,} requests ({modes}) "
        f"to {len(operations())} operations in {took_s:.1f} s, digest {tally.digest}"
    )
    for fault, count in tally.faults.most_common():
        console.print(f"[red]{count} x[/] ", end="")
        console.print(f"{fault}\n    {tally.examples[fault]}", markup=False)
    unseen = tally.unseen() if tally.requests >= MANY else []
    for missing in unseen:
        console.print(f"[red]{missing}[/]")
    if tally.faults:
        first = next(iter(tally.examples.values()))
        console.print(f"Replay: make fuzz REQUESTS=1 SEED={first.rpartition(' ')[2]}")
    elif not unseen:
        console.print("[green]0 faults[/]")
    return int(bool(tally.faults or unseen))


def _print(console: Console, tally: Tally) -> None:
    statuses = sorted({status for _, status in tally.statuses})
    table = Table(title="answers", title_justify="left", box=None, padding=(0, 1, 0, 0))
    for name in ("operation", *map(str, statuses)):
        table.add_column(name, justify="left" if name == "operation" else "right", no_wrap=True)
    for name in (*(operation.name for operation in operations()), OTHER_METHODS):
        counts = [tally.statuses[name, status] for status in statuses]
        table.add_row(name, *(f"{count:,}" if count else "" for count in counts))
    console.print(table)
