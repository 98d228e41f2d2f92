"""`python -m tests.simulation [--schedules N] [--seed S] [--trace] [--mutants [NAME...]]`."""

import argparse
import sys

from tests.simulation import prove_mutants, run


def main() -> int:
    """Prove, replay, or try the mutants."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=run.__doc__)
    parser.add_argument("--schedules", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--trace", action="store_true", help="run one schedule and print what happened")
    parser.add_argument("--mutants", nargs="*", metavar="NAME", help="break a guard and see it noticed")
    asked = parser.parse_args()
    if asked.mutants is not None:
        return prove_mutants.main(asked.mutants, seed=asked.seed)
    return run.main(asked.schedules, seed=asked.seed, trace=asked.trace)


if __name__ == "__main__":
    sys.exit(main())
