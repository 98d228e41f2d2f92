"""A few hundred of the fuzz's requests through the real gateway, functions, database and sign-in."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.e2e.cloud import Cloud
from tests.hostile.fuzz.cases import cases, schema_of
from tests.hostile.fuzz.driver import Driver
from tests.hostile.fuzz.supply import Supply
from tests.hostile.fuzz.tally import Tally
from tests.hostile.operations import Operation

SEED = 0
CASES = 200
WORDS_MAX = 500
"""Of one parameter: a longer line is refused by the front end, here as in the cloud, and not in our words."""


class Accepted:
    """What was ordered, by the answers; nobody can look at the books from here until the end."""

    def __init__(self) -> None:
        self.jobs: set[str] = set()

    def __call__(self, operation: Operation, path: str, status: int, answer: Any) -> Iterator[str]:
        if status == 202:
            self.jobs.add(answer["id"])
        yield from ()


@pytest.mark.timeout(240)
def test_the_gateway_keeps_the_promises_of_the_document_and_the_books_balance(cloud: Cloud) -> None:
    tokens = [cloud.sign_up(), cloud.sign_up()]
    chance, tally, accepted = random.Random(SEED), Tally(), Accepted()
    supply = Supply(chance, words="[fail:policy] ")
    supply.learn("", cloud.api("GET", "/api/models").json())
    with requests.Session() as session:
        session.trust_env = False
        call = {"base_url": cloud.ready["gateway"], "session": session, "timeout": 30}
        driver = Driver(supply, tally, chance, tokens=tokens, watch=accepted, call=call, seed=SEED)
        for case in cases(schema_of(None), seed=SEED, each=3)[:CASES]:
            if case.query and isinstance(case.query.get("wait"), int | float):
                case.query["wait"] = min(case.query["wait"], 1)
            for name, value in dict(case.query or {}).items():
                if isinstance(value, str):
                    case.query[name] = value[:WORDS_MAX]
            driver.send(case)

    assert not tally.faults, [f"{fault}\n{tally.examples[fault]}" for fault in tally.faults]
    assert tally.requests == CASES
    assert accepted.jobs, {key: n for key, n in tally.statuses.items() if "job" in key[0]}
    for token in tokens:
        assert cloud.api("GET", "/api/credits/audit", token=token).json()["balanced"]
    listed = {
        entry["job_id"]
        for token in tokens
        for entry in cloud.api("GET", "/api/credits/ledger?limit=100", token=token).json()["entries"]
        if entry["kind"] == "hold"
    }
    assert listed == accepted.jobs
