"""The bearer token for Google's APIs: a fixed one on one machine, the service account's in the cloud."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from pydantic import SecretStr

from shared.errors import TransientError
from shared.providers import faults

_SCOPE = "https://www.googleapis.com/auth/cloud-platform"

Token = Callable[[], str]


def token_of(fixed: SecretStr | None) -> Token:
    """Return what gives the token of the moment.

    Calling it raises:
        NotOurDay: this machine has no credentials, or Google refuses them.
        TransientError: the server that gives tokens was not reached.
    """
    return fixed.get_secret_value if fixed is not None else _DefaultToken()


class _DefaultToken:
    """The default credentials' token, found at the first call and renewed before it expires."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._credentials: Any = None

    def __call__(self) -> str:
        from google.auth.exceptions import GoogleAuthError, TransportError  # noqa: PLC0415  heavy, cloud only

        with self._lock:
            try:
                return self._fresh()
            except TransportError as error:
                raise faults.unreachable() from error
            except GoogleAuthError as error:
                raise _sorted(error) from error

    def _fresh(self) -> str:
        import google.auth  # noqa: PLC0415  heavy, and needed in the cloud alone
        from google.auth.transport.requests import Request  # noqa: PLC0415

        if self._credentials is None:
            self._credentials, _ = google.auth.default(scopes=[_SCOPE])
        if not self._credentials.valid:
            self._credentials.refresh(Request())
        return str(self._credentials.token)


def _sorted(error: Exception) -> TransientError:
    return faults.unreachable() if getattr(error, "retryable", False) else faults.account()
