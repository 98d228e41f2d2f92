"""Sign-in: one kind of token counts, and every other gets the same words.

Tokens are real; only the fetch of Google's certificates and the question about a person are stood in for.
"""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import google.auth.exceptions
import google.oauth2.id_token
import pytest
from firebase_admin import auth, exceptions

from shared.errors import NotAuthenticated, Unavailable
from shared.http.auth import SENTENCE, FirebaseSignIn
from tests.fakes.sign_in import Directory, cloud_sign_in
from tests.fakes.token_kinds import HEADERS, TOKENS, UNSIGNED
from tests.fakes.tokens import PROJECT, now_s, signed, unsigned


@pytest.fixture
def in_the_cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FirebaseSignIn:
    return cloud_sign_in(monkeypatch, tmp_path)


@pytest.fixture
def on_one_machine(monkeypatch: pytest.MonkeyPatch) -> FirebaseSignIn:
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:1")
    return FirebaseSignIn(PROJECT)


def test_an_id_token_of_this_project_is_a_caller(in_the_cloud: FirebaseSignIn) -> None:
    caller = in_the_cloud.authenticate(f"Bearer {signed()}")

    assert (caller.id, caller.email) == ("alice", "alice@example.com")
    assert in_the_cloud.authenticate(f"bearer {signed(email=...)}").email is None


def test_a_clock_that_is_a_few_seconds_off_is_forgiven(in_the_cloud: FirebaseSignIn) -> None:
    assert in_the_cloud.authenticate(f"Bearer {signed(iat=now_s() + 5, auth_time=now_s() + 5)}").id == "alice"


@pytest.mark.parametrize("make", HEADERS.values(), ids=HEADERS.keys())
def test_a_header_that_holds_no_token_gets_the_one_sentence(
    in_the_cloud: FirebaseSignIn, make: Callable[[], str]
) -> None:
    with pytest.raises(NotAuthenticated) as refused:
        in_the_cloud.authenticate(make())

    assert refused.value.detail == SENTENCE


@pytest.mark.parametrize("make", TOKENS.values(), ids=TOKENS.keys())
def test_every_other_token_gets_the_one_sentence(
    in_the_cloud: FirebaseSignIn, make: Callable[[], str]
) -> None:
    with pytest.raises(NotAuthenticated) as refused:
        in_the_cloud.authenticate(f"Bearer {make()}")

    assert refused.value.detail == SENTENCE
    assert refused.value.attributes == {}


def test_beside_the_emulator_an_unsigned_token_counts(on_one_machine: FirebaseSignIn) -> None:
    assert on_one_machine.authenticate(f"Bearer {unsigned()}").id == "alice"


@pytest.mark.parametrize("make", UNSIGNED.values(), ids=UNSIGNED.keys())
def test_beside_the_emulator_all_the_rest_still_counts(
    on_one_machine: FirebaseSignIn, make: Callable[[], str]
) -> None:
    with pytest.raises(NotAuthenticated) as refused:
        on_one_machine.authenticate(f"Bearer {make()}")

    assert refused.value.detail == SENTENCE


def test_certificates_that_cannot_be_fetched_are_503_not_401(
    in_the_cloud: FirebaseSignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(request: Any, url: str) -> None:
        raise google.auth.exceptions.TransportError("no route")

    monkeypatch.setattr(google.oauth2.id_token, "_fetch_certs", down)

    with pytest.raises(Unavailable):
        in_the_cloud.authenticate(f"Bearer {signed()}")


def test_f13_a_disabled_person_is_refused_where_it_costs_and_only_there(
    in_the_cloud: FirebaseSignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = Directory(monkeypatch)
    people.user.disabled = True

    assert in_the_cloud.authenticate(f"Bearer {signed()}").id == "alice"
    assert people.asked == 0
    with pytest.raises(NotAuthenticated) as refused:
        in_the_cloud.authenticate(f"Bearer {signed()}", check_revoked=True)
    assert refused.value.detail == SENTENCE


def test_f13_a_sign_in_that_was_taken_back_is_refused_and_a_newer_one_is_not(
    in_the_cloud: FirebaseSignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    Directory(monkeypatch).user.tokens_valid_after_timestamp = (now_s() - 50) * 1000

    with pytest.raises(NotAuthenticated):
        in_the_cloud.authenticate(f"Bearer {signed(iat=now_s() - 100)}", check_revoked=True)
    assert in_the_cloud.authenticate(f"Bearer {signed(iat=now_s() - 10)}", check_revoked=True).id == "alice"


def test_f13_a_person_who_is_gone_is_refused(
    in_the_cloud: FirebaseSignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    Directory(monkeypatch).error = auth.UserNotFoundError("gone")

    with pytest.raises(NotAuthenticated):
        in_the_cloud.authenticate(f"Bearer {signed()}", check_revoked=True)


@pytest.mark.parametrize(
    "error",
    [
        exceptions.UnavailableError("x"),
        exceptions.DeadlineExceededError("x"),
        exceptions.UnknownError("x"),
        exceptions.PermissionDeniedError("x"),
        ConnectionError("x"),
    ],
)
def test_a_directory_that_does_not_answer_is_503(
    in_the_cloud: FirebaseSignIn, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    Directory(monkeypatch).error = error

    with pytest.raises(Unavailable):
        in_the_cloud.authenticate(f"Bearer {signed()}", check_revoked=True)


def test_a_person_is_asked_about_once_a_minute(
    in_the_cloud: FirebaseSignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = Directory(monkeypatch)

    for _ in range(5):
        in_the_cloud.authenticate(f"Bearer {signed()}", check_revoked=True)

    assert people.asked == 1


def test_every_sign_in_has_a_client_of_its_own(on_one_machine: FirebaseSignIn) -> None:
    for _ in range(20):
        assert FirebaseSignIn(PROJECT).authenticate(f"Bearer {unsigned()}").id == "alice"
        gc.collect()  # so that the next one is made where this one was, and has its id
