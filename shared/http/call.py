"""What a handler is given: one request, already read, checked and signed in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from werkzeug.wrappers import Request

from shared.errors import InvalidRequest

B = TypeVar("B")
Q = TypeVar("Q")

KEY_PATTERN = r"^[\x21-\x7e]{1,255}$"
_KEY = re.compile(KEY_PATTERN)


class Nothing(BaseModel):
    """No body, or no query parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Caller:
    """Who asks, proven by an ID token."""

    id: str
    email: str | None = None


@dataclass(frozen=True)
class Call(Generic[B, Q]):
    """One request. The router reads the types of `body` and `query` from the handler's annotation."""

    request: Request
    body: B
    query: Q
    path: Mapping[str, str]
    signed_in: Caller | None = None

    @property
    def caller(self) -> Caller:
        """Return who asks; only on routes that require a sign-in."""
        if self.signed_in is None:
            raise RuntimeError("a public route asked who calls")
        return self.signed_in

    @property
    def key(self) -> str:
        """Return the caller's idempotency key.

        Raises:
            InvalidRequest: it is missing or not 1 to 255 visible ASCII characters.
        """
        key = self.request.headers.get("Idempotency-Key", "")
        if not _KEY.fullmatch(key):
            raise InvalidRequest(
                "Send the header Idempotency-Key with 1 to 255 visible ASCII characters: a new one, such as "
                "a UUID, for each new request, and the same one when you repeat a request."
            )
        return key
