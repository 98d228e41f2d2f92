"""`python -m tests.kill [--points K13 K14] [--kills 2] [--seed 0]`."""

import argparse
import sys

import pytest

from tests.kill import run


def main() -> int:
    """Kill and reckon."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=run.__doc__)
    parser.add_argument("--points", nargs="*", default=[], metavar="K1", help="all 35 if none is named")
    parser.add_argument("--kills", type=int, default=2, help="at each point")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mutant", default="", metavar="NAME", help="break a guard and see it noticed")
    asked = parser.parse_args()
    try:
        return run.main(asked.points, kills=asked.kills, seed=asked.seed, mutant=asked.mutant)
    except pytest.skip.Exception as lacking:
        sys.stderr.write(f"{lacking}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
