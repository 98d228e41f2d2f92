"""Every kind of token that does not count x every operation: one answer, before anything is read."""

import pytest

from shared.http.auth import SENTENCE, FirebaseSignIn
from tests.fakes.token_kinds import HEADERS, TOKENS, UNSIGNED
from tests.fakes.tokens import PROJECT, signed, unsigned
from tests.hostile.attempts import Attempt, attempts
from tests.hostile.house import House
from tests.hostile.operations import Operation, operations
from tests.hostile.problems import assert_problem

KINDS = {
    **{name: make for name, make in HEADERS.items() if "newline" not in name},  # which HTTP does not carry
    **{name: lambda make=make: f"Bearer {make()}" for name, make in TOKENS.items()},
    "a tab for a space": lambda: f"Bearer\t{signed()}",
    "two spaces": lambda: f"Bearer  {signed()}",
    "quoted": lambda: f'Bearer "{signed()}"',
    "percent-encoded": lambda: f"Bearer%20{signed()}",
    "a word after it": lambda: f"Bearer {signed()} please",
    "a comma after it": lambda: f"Bearer {signed()},",
    "Basic with a token": lambda: f"Basic {signed()}",
    "as a parameter": lambda: f'Bearer token="{signed()}"',
}
ELSEWHERE = {
    "the query": {"query": "access_token"},
    "the query as auth": {"query": "auth"},
    "a cookie": {"Cookie": "__session={}"},
    "a cookie called token": {"Cookie": "token={}; Authorization=Bearer {}"},
    "X-Authorization": {"X-Authorization": "Bearer {}"},
    "X-Forwarded-Authorization": {"X-Forwarded-Authorization": "Bearer {}"},
    "Proxy-Authorization": {"Proxy-Authorization": "Bearer {}"},
    "X-Serverless-Authorization": {"X-Serverless-Authorization": "Bearer {}"},
    "IAP's header": {"X-Goog-Authenticated-User-Email": "accounts.google.com:alice@example.com"},
    "IAP's token": {"X-Goog-IAP-JWT-Assertion": "{}"},
    "what an API gateway adds": {"X-Apigateway-Api-Userinfo": "eyJzdWIiOiJhbGljZSJ9"},
    "the app's own check": {"X-Firebase-AppCheck": "{}"},
}
SIGNED_IN = [operation for operation in operations() if not operation.public]
PUBLIC = [operation for operation in operations() if operation.public]


def plainly(house: House, operation: Operation) -> Attempt:
    """The first attempt of an operation that names something of A's: it would do, with A's own token."""
    return next(attempts(operation, house.ids))


def test_there_are_kinds_and_operations_enough() -> None:
    assert len(KINDS) >= 60
    assert len(UNSIGNED) + len(ELSEWHERE) >= 25
    assert {operation.paid for operation in SIGNED_IN} == {True, False}
    assert len(SIGNED_IN) >= 18


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_sign_in_gets_the_one_sentence_everywhere(house: House, kind: str) -> None:
    authorization = KINDS[kind]()
    reads = house.edge.store.reads
    for operation in SIGNED_IN:
        answer = plainly(house, operation).send(house.front, authorization=authorization)

        assert answer.status_code == 401, operation
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="dailies"'
        assert assert_problem(answer)["detail"] == SENTENCE
    assert house.edge.store.reads == reads
    house.assert_untouched()


@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_good_token_anywhere_but_in_its_header_is_no_sign_in(house: House, place: str) -> None:
    sent = {name: text.replace("{}", signed()) for name, text in ELSEWHERE[place].items()}
    for operation in SIGNED_IN:
        attempt = plainly(house, operation)
        query = {sent["query"]: signed()} if "query" in sent else {}
        answer = house.front.ask(operation.method, attempt.path, headers=sent, query_string=query)

        assert answer.status_code == 401, operation
    house.assert_untouched()


@pytest.fixture
def emulated(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The same house beside the emulator, where unsigned tokens count."""
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:1")
    monkeypatch.setattr(house.edge, "people", FirebaseSignIn(PROJECT))
    operation = next(one for one in SIGNED_IN if one.method == "GET")
    answer = plainly(house, operation).send(house.front, authorization=f"Bearer {unsigned()}")
    assert answer.status_code == 200
    return house


@pytest.mark.parametrize("kind", UNSIGNED)
def test_beside_the_emulator_what_does_not_count_opens_nothing_either(emulated: House, kind: str) -> None:
    house = emulated
    authorization = f"Bearer {UNSIGNED[kind]()}"
    for operation in SIGNED_IN:
        answer = plainly(house, operation).send(house.front, authorization=authorization)

        assert answer.status_code == 401, operation
    house.assert_untouched()


@pytest.mark.parametrize(
    "kind", ["nothing", "not a token", "expired", "alg none", "another project altogether"]
)
def test_what_is_public_does_not_look_at_tokens(house: House, kind: str) -> None:
    for operation in PUBLIC:
        attempt = plainly(house, operation)
        with_it = attempt.send(house.front, authorization=KINDS[kind]())
        without = attempt.send(house.front)

        assert with_it.status_code == without.status_code
        needs_a_ticket = bool(operation.parameters("path"))
        assert without.status_code == (401 if operation.method != "GET" else 404 if needs_a_ticket else 200)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR"])
def test_a_good_token_counts_however_its_scheme_is_spelled(house: House, scheme: str) -> None:
    token = signed(sub="carol", user_id="carol")
    for operation in SIGNED_IN:
        answer = plainly(house, operation).send(house.front, authorization=f"{scheme} {token}")

        assert answer.status_code != 401, operation
