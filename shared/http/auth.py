"""Who calls: a Firebase ID token, of this project, of a person who may still sign in. Nothing else counts."""

import re
import threading
from typing import Any, Protocol
from uuid import uuid4

from shared.clock import Now, utc_now
from shared.errors import NotAuthenticated, Unavailable
from shared.http.call import Caller
from shared.http.standing import Standing, Standings

SENTENCE = "Sign in again, and send your ID token in the header `Authorization: Bearer <token>`."
"""The same words for every token we refuse: why it was refused helps only whoever forged it."""

CLOCK_SKEW_S = 10
TOKEN_MAX_CHARS = 8192
TIMEOUT_S = 5
_BEARER = re.compile(r"(?i:bearer) ([A-Za-z0-9_.=-]+)")
_UID = re.compile(r"(?!\.{1,2}$)(?!__)[^/\x00-\x1f\x7f]{1,128}")


class SignIn(Protocol):
    """Knows who sent a request."""

    def authenticate(self, authorization: str, *, check_revoked: bool = False) -> Caller:
        """Return the caller that the header `Authorization` proves.

        Raises:
            NotAuthenticated: there is no token, or it is not ours or not valid now, or its person is gone.
            Unavailable: nobody can say at the moment.
        """
        ...


class FirebaseSignIn:
    """Checks ID tokens of one Firebase project; an unsigned one counts only beside the Auth emulator."""

    def __init__(self, project: str, *, now: Now = utc_now) -> None:
        self._project = project
        self._now = now
        self._standings = Standings(self._ask_standing)
        self._making = threading.Lock()
        self._made: Any = None

    def authenticate(self, authorization: str, *, check_revoked: bool = False) -> Caller:
        """Return the caller; with `check_revoked`, one whose sign-in was not taken back a minute ago."""
        claims = self._verified(_token(authorization))
        uid = claims.get("sub")
        if not isinstance(uid, str) or not _UID.fullmatch(uid):
            raise NotAuthenticated(SENTENCE)
        # The library checks no times beside the emulator, so we do, everywhere.
        issued_at_s, expires_at_s = _seconds(claims.get("iat")), _seconds(claims.get("exp"))
        if not issued_at_s - CLOCK_SKEW_S <= self._now().timestamp() < expires_at_s + CLOCK_SKEW_S:
            raise NotAuthenticated(SENTENCE)
        if check_revoked and not self._standings.of(uid).accepts(issued_at_s):
            raise NotAuthenticated(SENTENCE)
        email = claims.get("email")
        return Caller(uid, email if isinstance(email, str) else None)

    def _verified(self, token: str) -> dict[str, Any]:
        from firebase_admin import auth, exceptions  # noqa: PLC0415 - 0.1 s that only a signed-in request pays

        client = self._client()
        try:
            claims: dict[str, Any] = client.verify_id_token(token, clock_skew_seconds=CLOCK_SKEW_S)
        except auth.CertificateFetchError as error:
            raise _nobody_can_say() from error
        except (exceptions.FirebaseError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
            raise NotAuthenticated(SENTENCE) from None
        return claims

    def _ask_standing(self, uid: str) -> Standing:
        from firebase_admin import auth, exceptions  # noqa: PLC0415 - as above

        client = self._client()
        try:
            user = client.get_user(uid)
        except auth.UserNotFoundError:
            return Standing(enabled=False)
        except (exceptions.FirebaseError, OSError) as error:
            raise _nobody_can_say() from error
        valid_after_ms: int = user.tokens_valid_after_timestamp or 0
        return Standing(enabled=not user.disabled, valid_after_s=valid_after_ms / 1000)

    def _client(self) -> Any:
        """Return the project's client, made at its first use."""
        with self._making:
            if self._made is None:
                import firebase_admin  # noqa: PLC0415 - as above
                from firebase_admin import auth  # noqa: PLC0415 - as above

                options = {"projectId": self._project, "httpTimeout": TIMEOUT_S}
                # The library keeps apps by name for ever: one of our own never meets another.
                app = firebase_admin.initialize_app(options=options, name=uuid4().hex)
                self._made = auth.Client(app)
            return self._made


def _token(authorization: str) -> str:
    found = _BEARER.fullmatch(authorization)
    if found is None or len(found[1]) > TOKEN_MAX_CHARS:
        raise NotAuthenticated(SENTENCE)
    return found[1]


def _seconds(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise NotAuthenticated(SENTENCE)
    return value


def _nobody_can_say() -> Unavailable:
    return Unavailable(
        "Sign-in cannot be checked at the moment. Send the same request again in a few seconds."
    )
