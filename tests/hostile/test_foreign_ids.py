"""G9: every operation of the API x every place for an id x everybody who may not. Nobody learns anything.

Everything is made from the served document: an operation that is added is in here by itself.
"""

import copy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr
from werkzeug.test import TestResponse

from functions.site import site
from shared.providers.wavespeed_webhook import verify
from shared.services.callbacks import Callbacks
from tests.fakes.edge import Edge
from tests.fakes.sign_in import Directory, cloud_sign_in
from tests.fakes.token_kinds import TOKENS
from tests.fakes.tokens import now_s, signed
from tests.hostile.attempts import Attempt, attempts
from tests.hostile.belongings import Belongings
from tests.hostile.front import Front
from tests.hostile.operations import Operation, operations
from tests.hostile.problems import assert_problem

OWNER, OTHER = "alice", "bob"
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
OPERATIONS = operations()
SIGNED_IN = [operation for operation in OPERATIONS if not operation.public]
PUBLIC = [operation for operation in OPERATIONS if operation.public]


class House:
    """A's things, B's account, and the functions in front of them, with sign-in as in the cloud."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.edge = Edge(monkeypatch)
        secrets = [SecretStr("whsec_of-the-house")]
        checks = {"wavespeed": lambda headers, raw: verify(headers, raw, secrets, self.edge.clock.at)}
        self.edge.callbacks = Callbacks(self.edge.store, self.edge.queue, checks, now=self.edge.clock)
        self.belongings = Belongings(self.edge, OWNER)
        self.edge.order(who=OTHER, key="b")
        self.front = Front(self.edge)
        self.cursors = self._cursors()
        self.edge.people = cloud_sign_in(monkeypatch, folder)
        site.cache_clear()
        self.directory = Directory(monkeypatch)
        self.before = copy.deepcopy(self.edge.store.versions)
        self.files = dict(self.edge.objects.objects)

    def ids(self, name: str) -> list[str]:
        return self.cursors if name == "cursor" else self.belongings.ids(name)

    def missing(self, name: str) -> list[str]:
        return ["bm9uZQ"] if name == "cursor" else [self.belongings.missing(name)]

    def assert_untouched(self) -> None:
        """Nothing of A's was written, not even with the same words, and nothing new is A's."""
        now = self.edge.store.versions
        changed = {path for path in self.before if now.get(path) != self.before[path]}
        assert not {path for path in changed if not path.startswith(f"accounts/{OTHER}")}
        for path in set(now) - set(self.before):
            row = self.edge.store.documents[path]
            assert OWNER not in (*path.split("/"), row.get("account_id"), row.get("owner")), path
        assert self.edge.objects.objects == self.files

    def assert_tells_nothing(self, answer: TestResponse, attempt: Attempt, *, shown: str = "") -> None:
        told = answer.text + str(answer.headers)
        for secret in self.belongings.secrets():
            if secret not in shown:
                assert secret not in told, f"{attempt}: {secret} in {told}"

    def _cursors(self) -> list[str]:
        """Positions in A's lists, as A is given them."""
        found = set()
        for operation in OPERATIONS:
            if "cursor" in operation.parameters("query"):
                path = operation.path.format(
                    **{name: self.ids(name)[0] for name in operation.parameters("path")}
                )
                page = self.front.ask(operation.method, f"{path}?limit=1", token=f"{OWNER}-token").get_json()
                if page["next"]:
                    found.add(page["next"].rpartition("cursor=")[2])
        assert len(found) >= 3
        return sorted(found)


@pytest.fixture(scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield House(monkeypatch, tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(one_house: House) -> House:
    site.cache_clear()  # a test with a house of its own leaves its sign-in there
    return one_house


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
        SimpleNamespace(disabled=False, tokens_valid_after_timestamp=(now_s() + 5) * 1000),
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

        assert answer.status_code in (200, 400, 401), attempt
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
