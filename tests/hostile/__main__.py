"""`make fuzz-media`: mutate small good files and put them through the product, under its limits."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from tests.hostile.fuzz import Fuzzed, fuzz

CONSOLE = Console(markup=False, highlight=False, soft_wrap=True)


def main() -> int:
    """Fuzz, and say every while how it stands; the exit code says whether anything broke."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--mutations", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--first", type=int, default=0)
    chosen = asked.parse_args()
    began_s, told = time.monotonic(), Fuzzed()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        for told in fuzz(chosen.mutations, seed=chosen.seed, first=chosen.first, folder=Path(folder)):
            CONSOLE.print(_line(told, time.monotonic() - began_s))
    for one in told.broken:
        CONSOLE.print(one)
    CONSOLE.print(*(f"{count:>7}  {end}" for end, count in told.ends.most_common()), sep="\n")
    CONSOLE.print("watched by strace" if told.watched else "not watched: strace is missing")
    return int(bool(told.broken))


def _line(told: Fuzzed, passed_s: float) -> str:
    return (
        f"{told.ends.total():>6} tried, {len(told.broken)} broken, {passed_s:.0f} s, "
        f"{told.cpu_s:.0f} s of processor, {told.cpu_max_s:.1f} s at most, "
        f"{told.peak_bytes // 2**20} MB at most"
    )


if __name__ == "__main__":
    sys.exit(main())
