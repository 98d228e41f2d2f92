"""Read a JSON body that may be hostile. Whatever is wrong with it is said in words, before money is read."""

import json
import math
from contextlib import suppress
from io import BytesIO
from typing import Any, TypeVar

from pydantic import BaseModel
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from shared.errors import InvalidRequest, PayloadTooLarge
from shared.model.validation import validated

M = TypeVar("M", bound=BaseModel)

BODY_MAX_BYTES = 64 * 1024
DEPTH_MAX = 16
REST_MAX_BYTES = 32 * 1024 * 1024
"""The platform lets no request be larger."""
INTEGER_MAX = 2**53 - 1
"""The largest integer that every JSON reader keeps exact (RFC 7493)."""


def read_bytes(request: Request) -> bytes:
    """Return the body as it came.

    Raises:
        PayloadTooLarge: it has more than `BODY_MAX_BYTES`.
        InvalidRequest: it is compressed, or breaks off.
    """
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise InvalidRequest("The body is compressed. Send it as it is, without Content-Encoding.")
    too_large = (request.content_length or 0) > BODY_MAX_BYTES
    raw = b"" if too_large else request.stream.read(BODY_MAX_BYTES + 1)
    if too_large or len(raw) > BODY_MAX_BYTES:
        raise PayloadTooLarge(
            f"The body is larger than {BODY_MAX_BYTES // 1024} KB. Shorten it; "
            "images go through POST /api/uploads.",
            size_max_bytes=BODY_MAX_BYTES,
        )
    if len(raw) < (request.content_length or 0):
        raise InvalidRequest("The body broke off before its end. Send the request again.")
    return raw


def drop_rest(request: Request) -> None:
    """Read what is left of the body and keep none of it.

    An answer may get lost on its way to a client that is still sending, so somebody must read on. The
    framework would, too: all of it into memory, and with a 500 for a body that breaks off.
    """
    with suppress(HTTPException, OSError):
        for _ in range(REST_MAX_BYTES // BODY_MAX_BYTES):
            if not request.stream.read(BODY_MAX_BYTES):
                break
    request.stream = BytesIO()


def read_json(request: Request, model: type[M]) -> M:
    """Return the body as a `model`.

    Raises:
        InvalidRequest: it is not JSON in UTF-8, or does not fit.
        PayloadTooLarge: it has more than `BODY_MAX_BYTES`.
    """
    raw = read_bytes(request)
    if request.mimetype != "application/json":
        raise InvalidRequest("Send the body as JSON, with the header Content-Type: application/json.")
    return validated(model, parse(raw))


def read_nothing(request: Request) -> None:
    """Check that there is no body, or an empty JSON object, which many clients send on every POST.

    Raises:
        InvalidRequest: there is one.
    """
    if read_bytes(request).strip() not in (b"", b"{}"):
        raise InvalidRequest("This address takes no body. Send the request without one.")


def parse(raw: bytes) -> dict[str, Any]:
    """Return the JSON object in `raw`, free of everything that readers of JSON disagree about.

    Raises:
        InvalidRequest: says what is wrong and what to do.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"The body is not UTF-8 at byte {error.start}. Send UTF-8.") from None
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidRequest(f"The body is not JSON at {where}. Send one JSON object.") from None
    except RecursionError:
        raise _too_deep() from None
    if not isinstance(value, dict):
        raise InvalidRequest('The body is not a JSON object. Send one, as in {"name": "value"}.')
    _check(value)
    return value


def _check(value: Any) -> None:
    """Refuse deep nesting, and strings that databases and other programs choke on."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if depth > DEPTH_MAX:
            raise _too_deep()
        if isinstance(item, str):
            check_text(item)
        elif isinstance(item, list):
            waiting += [(part, depth + 1) for part in item]
        elif isinstance(item, dict):
            waiting += [(part, depth + 1) for pair in item.items() for part in pair]


def check_text(text: str) -> None:
    """Refuse text with a NUL or half of a surrogate pair.

    Raises:
        InvalidRequest: it has one.
    """
    if "\x00" in text:
        raise InvalidRequest("A text contains a NUL character. Remove it.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidRequest("A text contains half of a surrogate pair. Send whole characters.") from None


def _too_deep() -> InvalidRequest:
    return InvalidRequest(f"The body is nested deeper than {DEPTH_MAX} levels. Flatten it.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InvalidRequest("A field of the body appears twice. Send each field once.")
    return found


def _integer(digits: str) -> int:
    if digits == "-0":
        raise InvalidRequest("A number is minus zero. Send 0.")
    if len(digits) > 17 or abs(int(digits)) > INTEGER_MAX:
        raise InvalidRequest("A number is too large to be kept exactly. Send a smaller one.")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise InvalidRequest("A number is too large. Send a smaller one.")
    if number == 0 and digits.startswith("-"):
        raise InvalidRequest("A number is minus zero. Send 0.")
    return number


def _constant(name: str) -> float:
    raise InvalidRequest(f"{name} is not a number in JSON. Send a finite number, or null.")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant
)
