"""The fuzz through the real gateway: `python -m tests.e2e.gateway_fuzz GATEWAY TOKEN TOKEN`."""

import random
import sys
from collections.abc import Iterator
from typing import Any

import requests

from tests.hostile.fuzz.cases import cases, schema_of
from tests.hostile.fuzz.driver import Driver
from tests.hostile.fuzz.supply import Supply
from tests.hostile.fuzz.tally import Tally
from tests.hostile.operations import Operation

SEED = 0
CASES = 200
WORDS_MAX = 500
"""Of one parameter: a longer line is refused by the front end, here as in the cloud, and not in our words."""
TIMEOUT_S = 30


class Accepted:
    """What was ordered, by the answers; nobody can look at the books from here until the end."""

    def __init__(self) -> None:
        self.jobs: set[str] = set()

    def __call__(self, operation: Operation, path: str, status: int, answer: Any) -> Iterator[str]:
        if status == 202:
            self.jobs.add(answer["id"])
        yield from ()


def main(gateway: str, *tokens: str) -> int:
    """Ask, and print the jobs that were accepted, one a line; what broke a promise goes to stderr."""
    chance, tally, accepted = random.Random(SEED), Tally(), Accepted()
    supply = Supply(chance, words="[fail:policy] ")
    with requests.Session() as session:
        session.trust_env = False
        supply.learn("", session.get(f"{gateway}/api/models", timeout=TIMEOUT_S).json())
        call = {"base_url": gateway, "session": session, "timeout": TIMEOUT_S}
        driver = Driver(supply, tally, chance, tokens=list(tokens), watch=accepted, call=call, seed=SEED)
        for case in cases(schema_of(None), seed=SEED, each=3)[:CASES]:
            if case.query and isinstance(case.query.get("wait"), int | float):
                case.query["wait"] = min(case.query["wait"], 1)
            for name, value in dict(case.query or {}).items():
                if isinstance(value, str):
                    case.query[name] = value[:WORDS_MAX]
            driver.send(case)
    for fault in tally.faults:
        sys.stderr.write(f"{fault}\n{tally.examples[fault]}\n")
    sys.stdout.writelines(f"{job}\n" for job in sorted(accepted.jobs))
    return 0 if not tally.faults and tally.requests == CASES and accepted.jobs else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
