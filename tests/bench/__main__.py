"""`python -m tests.bench [NAME...]`: measure, and print one table."""

import sys
import time
import traceback
from collections.abc import Sequence
from importlib import import_module

from rich.console import Console
from rich.table import Table

from tests.bench.figure import Figure

MEASUREMENTS = (
    "create",
    "one_account",
    "step_start",
    "compute",
    "sweep_reads",
    "imports",
    "local_cloud",
    "storage",
    "tasks",
    "wrapper",
    "presets",
    "segments",
    "previews",
    "zip",
)


def main(chosen: Sequence[str]) -> int:
    """Run the chosen measurements, all of them if none is named; 1 if one broke."""
    unknown = sorted(set(chosen) - set(MEASUREMENTS))
    if unknown:
        _say(f"There is no measurement {', '.join(unknown)}. Use: {', '.join(MEASUREMENTS)}.")
        return 2
    figures: list[Figure] = []
    broken: list[str] = []
    for name in chosen or MEASUREMENTS:
        began_s = time.monotonic()
        try:
            figures += import_module(f"tests.bench.{name}").measure()
        except Exception:  # noqa: BLE001 - the others are measured all the same
            traceback.print_exc()
            broken.append(name)
        _say(f"{name}: {time.monotonic() - began_s:.0f} s")
    Console(width=160 if not sys.stdout.isatty() else None).print(_table(figures))
    if broken:
        _say(f"broken: {', '.join(broken)}")
    return 1 if broken else 0


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _table(figures: Sequence[Figure]) -> Table:
    table = Table(title="Performance: ratios are of neighbours in one run; absolute times are this machine's")
    table.add_column("what")
    table.add_column("figure", justify="right")
    table.add_column("goal", justify="right")
    table.add_column("holds")
    table.add_column("spread")
    for one in figures:
        holds = "" if one.holds is None else ("[green]yes[/]" if one.holds else "[red]no[/]")
        table.add_row(one.name, f"{one.value:,.4g} {one.unit}", one.goal, holds, one.spread)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
