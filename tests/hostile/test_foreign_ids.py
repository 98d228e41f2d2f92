"""G9: every operation of the API x every place for an id x everybody who may not. Nobody learns anything.

Everything is made from the served document: an operation that is added is in here by itself.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.fakes.token_kinds import TOKENS
from tests.fakes.tokens import signed
from tests.hostile.attempts import Attempt, attempts
from tests.hostile.house import OTHER, OWNER, House
from tests.hostile.operations import Operation, operations
from tests.hostile.problems import assert_problem

YEAR_3000_MS = 32_503_680_000_000
NOT_COUNTING = (
    "alg none",
    "HS256 with the certificate as the secret",
    "another key",
    "no signature",
    "changed claims",
    "another project's audience",
    "another project altogether",
    "Google OIDC",
    "a session cookie",
    "a custom token",
    "a service token",
    "an App Check token",
    "expired",
    "issued next year",
)
OTHERS = {
    "another person": lambda: signed(sub=OTHER, user_id=OTHER, email="bob@example.com"),
    "another person who claims to be more": lambda: signed(
        sub=OTHER, user_id=OWNER, uid=OWNER, admin=True, role="owner", email="alice@example.com"
    ),
}
SIGNED_IN = [operation for operation in operations() if not operation.public]
PUBLIC = [operation for operation in operations() if operation.public]


def told(answer: TestResponse) -> tuple[Any, ...]:
    """An answer without what differs between any two: the trace."""
    body = answer.get_json(silent=True)
    kept = {name: value for name, value in body.items() if name != "trace_id"} if body else answer.data
    return answer.status_code, kept, sorted(answer.headers)


def named(operation: Operation) -> str:
    return operation.name


def test_the_matrix_has_places_of_every_kind(house: House) -> None:
    places = {attempt.place.split()[0] for one in SIGNED_IN for attempt in attempts(one, house.ids)}

    assert places == {"path", "query", "body", "nothing"}
    assert len(SIGNED_IN) >= 18
    assert sum(1 for one in SIGNED_IN for _ in attempts(one, house.ids)) >= 85


def test_a_name_that_nobody_knows_an_id_for_is_a_failure_here(house: House) -> None:
    with pytest.raises(AssertionError, match="what an id of somebody's is for the name 'node_id'"):
        house.ids("node_id")


@pytest.mark.parametrize("operation", SIGNED_IN, ids=named)
@pytest.mark.parametrize("who", OTHERS)
def test_what_is_somebody_elses_is_answered_like_what_is_not_there(
    house: House, who: str, operation: Operation
) -> None:
    token = f"Bearer {OTHERS[who]()}"
    for attempt in attempts(operation, house.ids):
        answer = attempt.send(house.front, authorization=token)

        house.assert_tells_nothing(answer, attempt)
        if attempt.place.startswith(("path", "body")):
            reads = _reads(house, attempt, token)
            (nothing,) = [
                other for other in attempts(operation, house.missing) if other.place == attempt.place
            ]
            missing = nothing.send(house.front, authorization=token)
            assert answer.status_code == 404, attempt
            assert told(answer) == told(missing), attempt
            assert reads == _reads(house, nothing, token), f"{attempt}: how long it takes tells"
            assert_problem(answer)
    house.assert_untouched()


@pytest.mark.parametrize("operation", SIGNED_IN, ids=named)
@pytest.mark.parametrize("kind", ["no token", *NOT_COUNTING])
def test_a_token_that_does_not_count_opens_nothing_of_its_person(
    house: House, kind: str, operation: Operation
) -> None:
    token = None if kind == "no token" else f"Bearer {TOKENS[kind]()}"
    for attempt in attempts(operation, house.ids):
        reads = house.edge.store.reads
        answer = attempt.send(house.front, authorization=token)

        assert answer.status_code == 401, attempt
        assert house.edge.store.reads == reads
        house.assert_tells_nothing(answer, attempt)
        assert_problem(answer)
    house.assert_untouched()


@pytest.mark.parametrize("operation", [one for one in SIGNED_IN if one.paid], ids=named)
@pytest.mark.parametrize(
    "standing",
    [
        SimpleNamespace(disabled=True, tokens_valid_after_timestamp=0),
        SimpleNamespace(disabled=False, tokens_valid_after_timestamp=YEAR_3000_MS),
    ],
    ids=["disabled", "revoked"],
)
def test_a_sign_in_that_was_taken_back_buys_nothing(
    house: House, standing: SimpleNamespace, operation: Operation
) -> None:
    house.directory.known[OWNER] = standing
    try:
        for attempt in attempts(operation, house.ids):
            answer = attempt.send(house.front, authorization=f"Bearer {signed()}")

            assert answer.status_code == 401, attempt
            house.assert_tells_nothing(answer, attempt)
    finally:
        del house.directory.known[OWNER]
    house.assert_untouched()


@pytest.mark.parametrize("operation", PUBLIC, ids=named)
@pytest.mark.parametrize(
    "token", [None, "Bearer x", f"Bearer {signed(sub=OTHER)}"], ids=["nobody", "a word", "B"]
)
def test_what_is_public_shows_only_what_was_published(
    house: House, token: str | None, operation: Operation
) -> None:
    published = house.belongings.jobs["published"]
    shown = " ".join((published, f"{published}-1", OWNER, "canary-prompt-4711"))
    for attempt in attempts(operation, house.ids):
        answer = attempt.send(house.front, authorization=token)

        assert answer.status_code in (200, 400, 401, 404), attempt
        house.assert_tells_nothing(answer, attempt, shown=shown if operation.method == "GET" else "")
    house.assert_untouched()


@pytest.mark.parametrize("operation", SIGNED_IN, ids=named)
def test_the_owner_is_let_in_at_every_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, operation: Operation
) -> None:
    house = House(monkeypatch, tmp_path)
    well: dict[str, bool] = {}
    for attempt in attempts(operation, house.ids):
        answer = attempt.send(house.front, authorization=f"Bearer {signed()}")

        well[attempt.place] = well.get(attempt.place, False) or answer.status_code < 300
        assert answer.status_code < 500
    assert all(well.values()), well


@pytest.mark.parametrize("operation", [one for one in SIGNED_IN if one.paid and one.body()], ids=named)
def test_somebody_elses_idempotency_key_is_a_key_like_any_other(house: House, operation: Operation) -> None:
    token = f"Bearer {OTHERS['another person']()}"
    for name in house.belongings.jobs:
        headers = {"Authorization": token, "Idempotency-Key": f"{OWNER}-{name}"}
        answer = house.front.ask(operation.method, operation.path, headers=headers, json=operation.body())

        assert answer.status_code in (202, 402)
        assert answer.status_code == 402 or answer.get_json()["id"] not in house.belongings.jobs.values()
    house.assert_untouched()


def _reads(house: House, attempt: Attempt, token: str) -> tuple[int, int]:
    store = house.edge.store
    before = store.reads, store.commits
    attempt.send(house.front, authorization=token)
    return store.reads - before[0], store.commits - before[1]
