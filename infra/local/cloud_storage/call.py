"""One request, free of the web framework."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from .errors import invalid

JSON_BODY_BYTES_MAX = 1 << 20


@dataclass(frozen=True)
class Call:
    """A request whose path and query are still percent-encoded, as they were signed.

    `headers` must find a name in any case; `base_url` is how the caller reached us.
    """

    method: str
    path: str
    raw_query: str
    headers: Mapping[str, str]
    base_url: str
    body: bytes = b""

    @cached_property
    def query(self) -> dict[str, str]:
        """Return the decoded parameters; of several with one name the last counts."""
        pairs = (pair.partition("=") for pair in self.raw_query.split("&") if pair)
        return {decoded(name.replace("+", " ")): decoded(value.replace("+", " ")) for name, _, value in pairs}

    def document(self) -> dict[str, Any]:
        """Return the JSON object in the body; an empty body is an empty object.

        Raises:
            StorageError: the body is not a JSON object.
        """
        return parse_document(self.body)


def parse_document(body: bytes) -> dict[str, Any]:
    """Parse a JSON object; nothing at all is an empty one.

    Raises:
        StorageError: `body` is anything else.
    """
    if not body.strip():
        return {}
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise invalid("Parse Error") from None
    if not isinstance(document, dict):
        raise invalid("The request body must be a JSON object.")
    return document


def decoded(text: str) -> str:
    """Undo percent-encoding; a plus sign stays a plus sign.

    Raises:
        StorageError: the bytes are not UTF-8.
    """
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise invalid("The URL is not valid UTF-8.", code="InvalidURI") from None


def whole_number(text: object, what: str) -> int | None:
    """Read an integer that may be missing.

    Raises:
        StorageError: it is there and is not an integer of at most 64 bits.
    """
    if text is None:
        return None
    digits = str(text)
    if not digits.isascii() or not digits.isdigit() or len(digits) > 19:
        raise invalid(f"Invalid value for {what}: it must be a whole number.")
    return int(digits)
