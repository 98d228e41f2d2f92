"""Sign-in: one kind of token counts, and every other gets the same words.

Tokens are real; only the fetch of Google's certificates and the question about a person are stood in for.
"""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import google.auth.exceptions
import google.oauth2.id_token
import pytest
from firebase_admin import auth, exceptions

from shared.errors import NotAuthenticated, Unavailable
from shared.http.auth import SENTENCE, FirebaseSignIn
from tests.fakes import tokens
from tests.fakes.tokens import PROJECT, certificates, now_s, signed, unsigned, with_secret


@pytest.fixture
def in_the_cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FirebaseSignIn:
    """Beside no emulator: signatures count. Google's certificates are ours."""
    monkeypatch.delenv("FIREBASE_AUTH_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tokens.service_account_file(tmp_path)))
    monkeypatch.setattr(google.oauth2.id_token, "_fetch_certs", lambda request, url: certificates())
    return FirebaseSignIn(PROJECT)


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


HEADERS: dict[str, str] = {
    "nothing": "",
    "spaces": "   ",
    "a word": "alice",
    "Bearer alone": "Bearer",
    "Bearer and spaces": "Bearer   ",
    "Basic": "Basic YWxpY2U6cGFzcw==",
    "Digest": 'Digest username="alice"',
    "a token without Bearer": signed(),
    "Token": f"Token {signed()}",
    "two tokens": f"Bearer {signed()} {signed()}",
    "two headers": f"Bearer {signed()},Bearer {signed()}",
    "a trailing newline": f"Bearer {signed()}\n",
    "not a token": "Bearer abc",
    "two dots": "Bearer ..",
    "four parts": f"Bearer {signed()}.x",
    "not base64": "Bearer a.b.c",
    "not ASCII": "Bearer é.é.é",
    "10 KB": "Bearer " + "a" * 10_000,
}

TOKENS: dict[str, Callable[[], str]] = {
    "alg none": unsigned,
    "alg none with a kid": lambda: unsigned(kid=tokens.KID),
    "HS256 with the certificate as the secret": lambda: with_secret(certificates()[tokens.KID].encode()),
    "HS256 with an empty secret": lambda: with_secret(b""),
    "HS256 without a kid": lambda: with_secret(b"x", kid=None),
    "PS256": lambda: signed(alg="PS256"),
    "RS512": lambda: signed(alg="RS512"),
    "another key": lambda: signed(key="attacker"),
    "another key id": lambda: signed(kid="key-2"),
    "no key id": lambda: signed(kid=None),
    "a key id that is a path": lambda: signed(kid="../../dev/null"),
    "changed claims": lambda: (
        signed().split(".")[0] + "." + signed(sub="bob").split(".")[1] + "." + signed().split(".")[2]
    ),
    "no signature": lambda: signed().rpartition(".")[0] + ".",
    "another project's audience": lambda: signed(aud="other"),
    "another project altogether": lambda: signed(aud="other", iss="https://securetoken.google.com/other"),
    "a list of audiences": lambda: signed(aud=[PROJECT, "other"]),
    "no audience": lambda: signed(aud=...),
    "Google OIDC": lambda: signed(iss="https://accounts.google.com", aud="https://jobs-xyz.a.run.app"),
    "Google OIDC with our audience": lambda: signed(iss="https://accounts.google.com"),
    "another issuer": lambda: signed(iss="https://evil.example"),
    "an issuer that begins like ours": lambda: signed(iss=tokens.ISSUER + ".evil.example"),
    "no issuer": lambda: signed(iss=...),
    "a session cookie": lambda: signed(iss=f"https://session.firebase.google.com/{PROJECT}"),
    "a custom token": lambda: signed(
        key="service",
        iss=f"api@{PROJECT}.iam.gserviceaccount.com",
        aud="https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",
        uid="alice",
    ),
    "a service token": lambda: signed(
        key="service", iss=f"api@{PROJECT}.iam.gserviceaccount.com", aud="https://firestore.googleapis.com/"
    ),
    "an App Check token": lambda: signed(iss="https://firebaseappcheck.googleapis.com/1", aud=["projects/1"]),
    "expired": lambda: signed(iat=now_s() - 7200, exp=now_s() - 3600),
    "expired 61 s ago": lambda: signed(iat=now_s() - 3661, exp=now_s() - 61),
    "issued in 61 s": lambda: signed(iat=now_s() + 61, exp=now_s() + 3661),
    "issued next year": lambda: signed(iat=now_s() + 31_536_000, exp=now_s() + 31_540_000),
    "no end": lambda: signed(exp=...),
    "no beginning": lambda: signed(iat=...),
    "nobody": lambda: signed(sub=...),
    "an empty subject": lambda: signed(sub=""),
    "a subject of 129 characters": lambda: signed(sub="a" * 129),
    "a subject with a slash": lambda: signed(sub="alice/../bob"),
    "a subject that is a dot": lambda: signed(sub=".."),
    "a subject with a NUL": lambda: signed(sub="a\x00b"),
    "a reserved subject": lambda: signed(sub="__all__"),
}

UNSIGNED: dict[str, Callable[[], str]] = {
    "expired": lambda: unsigned(exp=now_s() - 60),
    "issued in an hour": lambda: unsigned(iat=now_s() + 3600),
    "no end": lambda: unsigned(exp=...),
    "an end in words": lambda: unsigned(exp="tomorrow"),
    "an end that is true": lambda: unsigned(exp=True),
    "another project": lambda: unsigned(aud="other"),
    "another issuer": lambda: unsigned(iss="https://evil.example"),
    "a session cookie": lambda: unsigned(iss=f"https://session.firebase.google.com/{PROJECT}"),
    "a custom token": lambda: unsigned(
        aud="https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit"
    ),
    "nobody": lambda: unsigned(sub=...),
    "a number for a subject": lambda: unsigned(sub=5),
    "a subject with a slash": lambda: unsigned(sub="a/b"),
    "claims that are a list": lambda: unsigned().split(".")[0] + ".W10.",
    "claims that are null": lambda: unsigned().split(".")[0] + ".bnVsbA.",
    "claims that are not JSON": lambda: unsigned().split(".")[0] + ".e30x.",
}


def test_the_matrix_is_long_enough() -> None:
    assert len(TOKENS) >= 20


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS.keys())
def test_a_header_that_holds_no_token_gets_the_one_sentence(
    in_the_cloud: FirebaseSignIn, header: str
) -> None:
    with pytest.raises(NotAuthenticated) as refused:
        in_the_cloud.authenticate(header)

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


class Directory:
    """Stands for the question about a person."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.error: Exception | None = None
        self.user = SimpleNamespace(disabled=False, tokens_valid_after_timestamp=0)
        monkeypatch.setattr(auth.Client, "get_user", self.get_user)

    def get_user(self, uid: str) -> Any:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return self.user


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
