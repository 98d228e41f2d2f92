"""Every error becomes one `application/problem+json` (RFC 9457), and one status, here and nowhere else."""

import json
import math
import re
from http import HTTPStatus
from typing import Any

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.exceptions import NotFound as NoSuchAddress
from werkzeug.wrappers import Response

from shared.errors import (
    Changed,
    Gone,
    IdempotencyKeyReused,
    InsufficientCredits,
    InvalidRequest,
    JobNotCancelable,
    JobNotPublishable,
    JobNotSettled,
    MethodNotAllowed,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    PageNotProven,
    PayloadTooLarge,
    PriceChanged,
    RangeNotSatisfiable,
    RateLimited,
    RequestError,
    SourceNotUsable,
    TransientError,
    Unavailable,
)
from shared.log import current_trace_id, failure, log

TYPES = "urn:dailies:problem:"
MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[RequestError], int] = {
    InvalidRequest: 400,
    NotAuthenticated: 401,
    PageNotProven: 401,
    InsufficientCredits: 402,
    NotAllowed: 403,
    NotFound: 404,
    MethodNotAllowed: 405,
    JobNotCancelable: 409,
    JobNotPublishable: 409,
    JobNotSettled: 409,
    PriceChanged: 409,
    SourceNotUsable: 409,
    Gone: 410,
    Changed: 412,
    PayloadTooLarge: 413,
    RangeNotSatisfiable: 416,
    IdempotencyKeyReused: 422,
    RateLimited: 429,
    Unavailable: 503,
}

_RETRY_AFTER_S = {RateLimited: 10, Unavailable: 2}
"""What we advise when the error itself does not say."""
_ATTRIBUTES_RESERVED = {"type", "title", "status", "detail", "code", "trace_id"}
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def kebab(error: type[RequestError]) -> str:
    """Return the class's name as `insufficient-credits`."""
    return _WORD.sub("-", error.__name__).lower()


def code_of(error: type[RequestError]) -> str:
    """Return the class's name as `insufficient_credits`."""
    return kebab(error).replace("-", "_")


def response_of(error: Exception) -> Response:
    """Return the answer to a request that ended in `error`."""
    foreseen = _foreseen(error)
    if foreseen is None:
        log.error("request.broke", **failure(error))
        return _response(500, _UNFORESEEN | {"trace_id": current_trace_id()})
    status = STATUS[type(foreseen)]
    if status >= 500:
        log.warning("request.refused", status=status, **failure(error))
    if isinstance(foreseen, RateLimited):
        log.info("request.limited", status=status)
    response = _response(status, body_of(foreseen))
    if type(foreseen) in _RETRY_AFTER_S:
        response.headers["Retry-After"] = str(_retry_after_s(foreseen))
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="dailies"'
    if isinstance(foreseen, RangeNotSatisfiable):
        response.headers["Content-Range"] = f"bytes */{foreseen.attributes.get('size_bytes', '*')}"
    if isinstance(foreseen, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(foreseen.attributes.get("allow", ()))
    return response


def body_of(error: RequestError) -> dict[str, Any]:
    """Return the problem document of an error."""
    kind = type(error)
    extra = {k: v for k, v in error.attributes.items() if k not in _ATTRIBUTES_RESERVED}
    return {
        "type": TYPES + kebab(kind),
        "title": title_of(kind),
        "status": STATUS[kind],
        "detail": error.detail,
        "code": code_of(kind),
        **extra,
        "trace_id": current_trace_id(),
    }


def title_of(error: type[RequestError]) -> str:
    """Return the first line of the class's docstring."""
    return (error.__doc__ or "").strip().partition("\n")[0]


_UNFORESEEN = {
    "type": "about:blank",
    "title": "Internal Server Error",
    "status": 500,
    "detail": "Something broke on our side and was recorded. Send the request again with the same "
    "Idempotency-Key; if it keeps failing, report the trace_id.",
    "code": "internal",
}

CODES = (*sorted(code_of(kind) for kind in STATUS), _UNFORESEEN["code"])
"""Every code that an answer of ours may have."""


def _foreseen(error: Exception) -> RequestError | None:
    """Return the error as one the caller may see; None if nobody foresaw it."""
    if isinstance(error, RequestError) and type(error) in STATUS:
        return error
    if isinstance(error, TransientError):
        return Unavailable(
            "A service we rely on did not answer. Send the same request again in a moment.",
            retry_after_s=error.retry_after_s or _RETRY_AFTER_S[Unavailable],
        )
    if isinstance(error, NoSuchAddress):
        return NotFound("There is nothing at this address. See /api/openapi.json for all of them.")
    if isinstance(error, RequestEntityTooLarge):
        return PayloadTooLarge("The request is too large. Send a smaller one.")
    if isinstance(error, HTTPException) and (error.code or 500) < 500:
        return InvalidRequest(
            "The request could not be read. Check its headers and its body, and send it again."
        )
    return None


def _retry_after_s(error: RequestError) -> int:
    return max(1, math.ceil(error.attributes.get("retry_after_s") or _RETRY_AFTER_S[type(error)]))


def _response(status: int, body: dict[str, Any]) -> Response:
    return Response(json.dumps(body, default=str), status, content_type=MEDIA_TYPE)
