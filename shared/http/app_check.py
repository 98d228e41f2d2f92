"""Whether a request comes from our own page or app: Firebase App Check, where a setting asks for it.

It says what calls, not who: a sign-in is needed as well. `observe` writes down who would be refused, to be
read before anybody is.
"""

import threading
from collections.abc import Callable
from typing import Any, Literal
from uuid import uuid4

from shared.errors import PageNotProven, Unavailable
from shared.log import log

HEADER = "X-Firebase-AppCheck"
TOKEN_MAX_CHARS = 8192
TIMEOUT_S = 5
SENTENCE = "This page could not prove that it is ours. Reload it, and switch off what blocks parts of it."

Mode = Literal["off", "observe", "enforce"]
Verify = Callable[[str], None]
"""Raises ValueError if a token is not ours or not valid now, Unavailable if nobody can say."""


class AppCheck:
    """Looks at the token that a page or an app of ours sends along."""

    def __init__(self, mode: Mode = "off", verify: Verify | None = None) -> None:
        self._mode = mode
        self._verify = verify

    def admit(self, token: str) -> None:
        """Let the request pass, or not.

        Raises:
            PageNotProven: it is enforced, and the token is missing or does not count.
            Unavailable: it is enforced, and nobody can say at the moment.
        """
        if self._mode == "off" or self._verify is None:
            return
        if not token:
            self._refuse(PageNotProven(SENTENCE), "missing")
            return
        try:
            self._verify(token[: TOKEN_MAX_CHARS + 1])
        except ValueError:
            self._refuse(PageNotProven(SENTENCE), "wrong")
        except Unavailable as error:
            self._refuse(error, "nobody_can_say")

    def _refuse(self, error: PageNotProven | Unavailable, reason: str) -> None:
        log.warning("app_check.failed", reason_code=reason, outcome=self._mode)
        if self._mode == "enforce":
            raise error


class FirebaseVerifier:
    """Verifies tokens of one Firebase project; Google's keys are fetched once in six hours."""

    def __init__(self, project: str) -> None:
        self._project = project
        self._making = threading.Lock()
        self._made: Any = None

    def __call__(self, token: str) -> None:
        """Verify a token.

        Raises:
            ValueError: it is not ours, or not valid now.
            Unavailable: the keys cannot be fetched.
        """
        import jwt  # noqa: PLC0415 - only where it is asked for
        from firebase_admin import app_check, exceptions  # noqa: PLC0415 - as above

        try:
            app_check.verify_token(token, self._app())
        except jwt.PyJWKClientConnectionError as error:
            raise _nobody_can_say() from error
        except (jwt.PyJWTError, TypeError, AttributeError, KeyError, RecursionError) as error:
            raise ValueError(type(error).__name__) from None
        except (exceptions.FirebaseError, OSError) as error:
            raise _nobody_can_say() from error

    def _app(self) -> Any:
        with self._making:
            if self._made is None:
                import firebase_admin  # noqa: PLC0415 - as above

                options = {"projectId": self._project, "httpTimeout": TIMEOUT_S}
                self._made = firebase_admin.initialize_app(options=options, name=uuid4().hex)
            return self._made


def _nobody_can_say() -> Unavailable:
    return Unavailable(
        "The page cannot be checked at the moment. Send the same request again in a few seconds."
    )
