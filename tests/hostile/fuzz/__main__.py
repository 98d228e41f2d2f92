"""`python -m tests.hostile.fuzz [--requests N] [--seed S]`."""

import argparse
import os
import sys

from tests.hostile.fuzz import run


def main() -> int:
    """Fuzz, or replay a round."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.fuzz", description=run.__doc__)
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    return run.main(asked.requests, seed=asked.seed)


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets is part of what a seed must replay
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONHASHSEED": "0"})
    sys.exit(main())
