"""The token for Google's APIs: fixed, or the default credentials'; no exception of Google's gets out."""

from typing import Any

import google.auth
import pytest
from google.auth.exceptions import DefaultCredentialsError, RefreshError, TransportError
from pydantic import SecretStr

from shared.errors import NotOurDay, TransientError
from shared.providers.google_token import token_of


class Credentials:
    """Credentials whose token is good from the first renewal on."""

    def __init__(self, error: Exception | None = None) -> None:
        self.renewals = 0
        self.valid = False
        self.token: str | None = None
        self._error = error

    def refresh(self, _request: object) -> None:
        self.renewals += 1
        if self._error is not None:
            raise self._error
        self.valid, self.token = True, f"token-{self.renewals}"


def use(monkeypatch: pytest.MonkeyPatch, found: Credentials | Exception) -> None:
    def default(**_options: Any) -> tuple[Any, str]:
        if isinstance(found, Exception):
            raise found
        return found, "project"

    monkeypatch.setattr(google.auth, "default", default)


def test_a_fixed_token_is_given_as_it_is() -> None:
    assert token_of(SecretStr("fixed"))() == "fixed"


def test_credentials_are_found_at_the_first_call_and_renewed_when_they_expire(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    credentials = Credentials()
    use(monkeypatch, credentials)
    token = token_of(None)
    assert credentials.renewals == 0
    assert [token(), token()] == ["token-1", "token-1"]
    credentials.valid = False
    assert token() == "token-2"


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (DefaultCredentialsError("none"), NotOurDay),
        (Credentials(RefreshError("revoked")), NotOurDay),
        (Credentials(RefreshError("later", retryable=True)), TransientError),
        (Credentials(TransportError("no metadata server")), TransientError),
    ],
)
def test_f54_without_credentials_nothing_was_sent_and_nobody_fails(
    monkeypatch: pytest.MonkeyPatch, found: Any, kind: type
) -> None:
    use(monkeypatch, found)
    with pytest.raises(TransientError) as raised:
        token_of(None)()
    assert type(raised.value) is kind
