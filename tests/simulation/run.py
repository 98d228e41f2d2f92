"""Many schedules on all cores, and what came of them on one screen."""

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from tests.simulation.faults import RATES
from tests.simulation.kill_points import NAMES
from tests.simulation.schedule import Result, Schedule, garbage_waits, run_schedules
from tests.simulation.trace import Trace

CHUNK = 50
FRESH_EVERY = 5
"""After so many chunks a process makes room for a fresh one: the older it is, the slower its memory gets."""
SHOWN_MAX = 10
COLUMNS = 3
MANY = 1000
"""In so many schedules every kind of fault must have hit, and every kill point."""
WIDTH = 130


def prove(schedules: int, *, seed: int, processes: int | None = None) -> Result:
    """Run `schedules` schedules from `seed` on, on all cores."""
    count = processes or len(os.sched_getaffinity(0))
    total = Result()
    if count == 1 or schedules <= CHUNK:
        with garbage_waits():
            return run_schedules(range(seed, seed + schedules))
    with (
        garbage_waits(),
        multiprocessing.get_context("fork").Pool(count, maxtasksperchild=FRESH_EVERY) as pool,
    ):
        for part in pool.imap_unordered(run_schedules, _chunks(seed, seed + schedules)):
            total.add(part)
    total.broken.sort()
    return total


def _chunks(first: int, end: int) -> Iterator[range]:
    for begin in range(first, end, CHUNK):
        yield range(begin, min(begin + CHUNK, end))


def main(schedules: int, *, seed: int, trace: bool) -> int:
    """Print what the schedules came to; 1 if anything was violated."""
    console = Console(highlight=False, soft_wrap=True, width=WIDTH)
    if trace:
        return _replay(console, seed)
    begun_s = time.monotonic()
    result = prove(schedules, seed=seed)
    took_s = time.monotonic() - begun_s
    _print_counts(console, "fault", result.faults, RATES)
    _print_counts(console, "killed at", result.kills, [*NAMES, "other"])
    _print_counts(console, "jobs ended", result.ends, sorted(result.ends))
    console.print(
        f"{result.schedules:,} schedules, {result.jobs:,} jobs, {result.steps:,} steps, {result.commits:,} "
        f"commits, {sum(result.faults.values()):,} faults "
        f"({sum(result.faults.values()) / max(1, result.schedules):.1f} per schedule), "
        f"{sum(result.kills.values()):,} kills in {took_s:.1f} s"
    )
    console.print(
        f"orders beyond a job's first: {result.leaks['reordered']:,} after the provider had failed one, "
        f"{result.leaks['twice']:,} without that; cost leaks: {result.leaks['late']:,} by processes "
        f"that slept past the job's end, {result.leaks['unseen']:,} by a late list and wrong clocks"
    )
    return max(_verdict(console, result), _unseen(console, result))


def _unseen(console: Console, result: Result) -> int:
    """Say what never happened; 1 if that was so in many schedules, for then it proves nothing."""
    unseen = [kind for kind in RATES if not result.faults[kind]]
    unseen += [name for name in NAMES if not result.kills[name]]
    if unseen:
        console.print(f"never happened: {', '.join(unseen)}")
    return int(bool(unseen) and result.schedules >= MANY)


def _verdict(console: Console, result: Result) -> int:
    if not result.broken:
        console.print("[green]0 violations[/]")
        return 0
    for invariant, n in Counter(one for _, one, _ in result.broken).most_common():
        console.print(f"[red]{invariant}: violated {n} times[/]")
    for seed, invariant, words in result.broken[:SHOWN_MAX]:
        console.print(f"  seed {seed}: {invariant}: {words[:400]}", markup=False)
    console.print(f"Replay: make prove SEED={result.broken[0][0]} SCHEDULES=1 TRACE=1")
    return 1


def _replay(console: Console, seed: int) -> int:
    trace = Trace(on=True)
    schedule = Schedule(seed, trace)
    result = schedule.run()
    for line in trace.lines:
        console.print(line, markup=False)
    console.print(f"faults: {dict(result.faults)}", markup=False)
    return _verdict(console, result)


def _print_counts(console: Console, title: str, counts: Counter[str], names: object) -> None:
    table = Table(title=title, show_header=False, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for _ in range(COLUMNS):
        table.add_column(no_wrap=True)
    cells = [f"{counts[str(name)]:>9,} {name}" for name in names]  # type: ignore[attr-defined]
    for begin in range(0, len(cells), COLUMNS):
        table.add_row(*cells[begin : begin + COLUMNS])
    console.print(table)
