"""`python -m tests.integration.model [--examples N] [--steps N] [--seed S]`."""

import argparse
import sys
import time
import traceback

from rich.console import Console

from tests.emulators import stop_emulators
from tests.integration.model.api import Seen, run_model


def main() -> int:
    """Try the examples and print how many steps they took; 1 if one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.integration.model")
    parser.add_argument("--examples", type=int, default=3000)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    console, begun_s, seen = Console(highlight=False, soft_wrap=True), time.monotonic(), Seen()
    try:
        run_model(examples=asked.examples, steps=asked.steps, start=asked.seed, seen=seen)
    except Exception:  # noqa: BLE001 - whatever it was, the steps stand above it
        traceback.print_exc()  # with the steps
        console.print(
            f"Again: make test-model EXAMPLES={asked.examples} STEPS={asked.steps} SEED={asked.seed}"
        )
        return 1
    finally:
        stop_emulators()
    console.print(f"{seen.examples:,} examples in {time.monotonic() - begun_s:.1f} s, all as the model says")
    console.print(", ".join(f"{times:,} {name}" for name, times in seen.ends.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
