"""App Check: off, it looks at nothing; observing, it writes down; enforcing, it lets only our pages in."""

from pathlib import Path
from typing import Any

import jwt
import pytest
from firebase_admin import app_check as firebase_app_check

from shared.errors import PageNotProven, Unavailable
from shared.http.app_check import HEADER, SENTENCE, TOKEN_MAX_CHARS, AppCheck, FirebaseVerifier
from shared.http.problem import code_of
from tests.fakes.edge import ORIGIN, Edge, lines
from tests.fakes.tokens import PROJECT, a_key, now_s, service_account_file, signed

GOOD = "a-good-token"
ROOT = Path(__file__).resolve().parents[2]


def verify(token: str) -> None:
    """Stand for Firebase."""
    if token == "nobody-can-say":
        raise Unavailable("The keys cannot be fetched.")
    if token != GOOD:
        raise ValueError(token)


@pytest.mark.parametrize("token", ["", "wrong", "nobody-can-say", GOOD])
def test_off_it_looks_at_nothing(token: str, capsys: pytest.CaptureFixture[str]) -> None:
    def never(token: str) -> None:
        raise AssertionError(token)

    AppCheck("off", never).admit(token)
    AppCheck().admit(token)

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("token", "reason"), [("", "missing"), ("wrong", "wrong"), ("nobody-can-say", "nobody_can_say")]
)
def test_observing_it_refuses_nobody_and_says_who_would_be(
    token: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    AppCheck("observe", verify).admit(token)
    AppCheck("observe", verify).admit(GOOD)

    (line,) = lines(capsys.readouterr().out)
    assert (line["event"], line["reason_code"], line["outcome"]) == ("app_check.failed", reason, "observe")


@pytest.mark.parametrize("token", ["", "wrong", "x" * (TOKEN_MAX_CHARS + 1)])
def test_enforcing_it_lets_only_good_tokens_pass(token: str) -> None:
    check = AppCheck("enforce", verify)

    check.admit(GOOD)
    with pytest.raises(PageNotProven, match="could not prove"):
        check.admit(token)
    with pytest.raises(Unavailable):
        check.admit("nobody-can-say")


def test_only_what_needs_a_sign_in_needs_a_page_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    edge = Edge(monkeypatch)
    edge.settings = edge.settings.model_copy(update={"app_check": "enforce"})
    monkeypatch.setattr(FirebaseVerifier, "__call__", lambda self, token: verify(token))

    refused = edge.ask("credits", "GET", "/api/credits")
    assert (refused.status_code, refused.get_json()["detail"]) == (401, SENTENCE)
    assert refused.get_json()["code"] == "page_not_proven"  # or the studio would end the sign-in
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert (
        edge.ask("credits", "GET", "/api/credits", headers={"X-Firebase-AppCheck": GOOD}).status_code == 200
    )
    assert edge.ask("credits", "GET", "/api/models", who=None).status_code == 200
    assert edge.ask("callbacks", "POST", f"/api/callbacks/wavespeed/{'a' * 26}", who=None).status_code == 204
    assert edge.ask("sweep", "POST", "/", who=None).status_code == 200
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}
    allowed = edge.ask("credits", "OPTIONS", "/api/credits", who=None, headers=asked)
    assert "X-Firebase-AppCheck" in allowed.headers["Access-Control-Allow-Headers"]


def test_the_studio_sends_it_under_the_name_that_is_read() -> None:
    client = (ROOT / "web/src/api/client.ts").read_text("utf-8")

    assert f"headers.set('{HEADER}', " in client
    assert f"=== '{code_of(PageNotProven)}'" in client


class Keys:
    """Stands for Google's published keys."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def get_signing_key_from_jwt(self, token: str) -> Any:
        if self.error is not None:
            raise self.error
        jwt.get_unverified_header(token)
        return type("Key", (), {"key": a_key("google").public_key()})


def a_verifier(monkeypatch: pytest.MonkeyPatch, folder: Path, keys: Keys) -> FirebaseVerifier:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(service_account_file(folder)))
    monkeypatch.setattr(firebase_app_check, "PyJWKClient", lambda *given, **more: keys)
    return FirebaseVerifier(PROJECT)


def a_token(**changes: Any) -> str:
    issuer = "https://firebaseappcheck.googleapis.com/123"
    wanted: dict[str, Any] = {
        "iss": issuer,
        "aud": [f"projects/{PROJECT}"],
        "sub": "1:1:web:1",
        "exp": now_s() + 60,
    }
    return signed(**(wanted | changes))


def test_firebases_own_verifier_takes_a_token_of_this_project_and_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    verifier = a_verifier(monkeypatch, tmp_path, Keys())

    verifier(a_token())
    for wrong in (
        a_token(aud=["projects/another"]),
        a_token(iss="https://securetoken.google.com/x"),
        a_token(exp=now_s() - 60),
        signed(),
        "no.token.at-all",
        "",
    ):
        with pytest.raises(ValueError):  # noqa: PT011 - its words are not ours, and nobody reads them
            verifier(wrong)


def test_keys_that_cannot_be_fetched_are_nobodys_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    verifier = a_verifier(monkeypatch, tmp_path, Keys(jwt.PyJWKClientConnectionError("down")))

    with pytest.raises(Unavailable):
        verifier(a_token())
