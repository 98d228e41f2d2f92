"""`python -m tests.integration.races [--rounds N] [--first N] [--seed S] [--races NAME...]`."""

import argparse
import sys
import time

from rich.console import Console

from tests.emulators import stop_emulators
from tests.integration.races.crew import Crew, a_crew
from tests.integration.races.races import RACES, RaceLost, run_rounds


def main() -> int:
    """Play the rounds and print what was seen; 1 if a round came out wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.integration.races")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first round")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--races", nargs="*", default=[], metavar="NAME", help=", ".join(RACES))
    asked = parser.parse_args()
    rounds = range(asked.first, asked.first + asked.rounds)
    console, lost = Console(highlight=False, soft_wrap=True), 0
    try:
        with a_crew() as crew:
            for name in asked.races or RACES:
                lost += _play(console, crew, name, rounds, seed=asked.seed)
    finally:
        stop_emulators()
    return int(lost > 0)


def _play(console: Console, crew: Crew, name: str, rounds: range, *, seed: int) -> int:
    begun_s = time.monotonic()
    try:
        seen = run_rounds(crew, name, rounds, seed=seed)
    except RaceLost as lost:
        console.print(f"{name}: lost\n{lost}", markup=False)
        return 1
    took_s = time.monotonic() - begun_s
    console.print(f"{name}: {len(rounds):,} rounds in {took_s:.1f} s, 0 wrong")
    for end, times in seen.most_common():
        console.print(f"{times:8,} {end}", markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
