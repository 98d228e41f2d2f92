"""Does the simulator notice? Each guard is taken out, alone or with others, until a seed shows the harm."""

import gc
import multiprocessing
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console

from tests.simulation.files import folders_used_again
from tests.simulation.mutants.mutant import applied
from tests.simulation.mutants.pairs import ALL, PAIRS, chosen, reason, shown
from tests.simulation.schedule import GARBAGE_EVERY, Schedule, garbage_waits

SEEDS_MAX = 2000


@dataclass(frozen=True)
class Verdict:
    """The seed that caught a mutant, by which invariant; no seed if it survived."""

    name: str
    seed: int | None
    invariant: str
    words: str


def main(names: Sequence[str], *, seed: int) -> int:
    """Print every verdict; 1 if a mutant survived that nobody has justified."""
    console = Console(highlight=False, soft_wrap=True)
    begun_s = time.monotonic()
    unjustified = 0
    caught = 0
    tasks = [(name, seed) for name in names or ALL]
    with garbage_waits(), multiprocessing.get_context("fork").Pool(len(os.sched_getaffinity(0))) as pool:
        for verdict in pool.imap(_verdict, tasks):
            caught += verdict.seed is not None
            unjustified += _say(console, verdict)
    took_s = time.monotonic() - begun_s
    console.print(
        f"{len(tasks)} mutants ({len(PAIRS)} pairs in all): {caught} caught, {len(tasks) - caught} survived, "
        f"{unjustified} of them unjustified; {took_s:.0f} s"
    )
    return 1 if unjustified else 0


def _verdict(task: tuple[str, int]) -> Verdict:
    name, first = task
    with folders_used_again(), applied(chosen(name)):
        for seed in range(first, first + SEEDS_MAX):
            try:
                broken = shown(name, Schedule(seed).run().broken)
            except Exception as error:  # noqa: BLE001 - a mutant may break anything; that is being caught
                return Verdict(name, seed, "error", repr(error))
            if seed % GARBAGE_EVERY == 0:
                gc.collect()
            if broken:
                return Verdict(name, seed, broken[0][1], broken[0][2])
    return Verdict(name, None, "", "")


def _say(console: Console, verdict: Verdict) -> bool:
    """Print one verdict; True if the mutant survived without a reason."""
    words = " and ".join(mutant.words for mutant in chosen(verdict.name))
    if verdict.seed is not None:
        console.print(
            f"[green]caught[/]   by seed {verdict.seed:>4} ({verdict.invariant:^10}) {verdict.name}: {words}"
        )
        return False
    why = reason(verdict.name)
    console.print(f"[yellow]survived[/] {verdict.name}: {words}. {why or '[red]unjustified[/]'}")
    return not why
