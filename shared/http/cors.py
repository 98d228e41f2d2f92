"""Which pages may call us from a browser: exact origins, and never with cookies."""

from collections.abc import Collection

from werkzeug.wrappers import Request, Response

MAX_AGE_S = 3600
REQUEST_HEADERS = (
    "Authorization, Content-Type, Idempotency-Key, If-None-Match, If-Range, Range, traceparent, "
    "X-Firebase-AppCheck"
)
EXPOSED_HEADERS = (
    "Accept-Ranges, Content-Disposition, Content-Range, ETag, Location, Retry-After, WWW-Authenticate"
)


def allow(response: Response, request: Request, *, origins: Collection[str]) -> Response:
    """Let the page that asks read the response, if its origin is one of `origins`."""
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin is None or origin not in origins:
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
        response.headers["Access-Control-Allow-Headers"] = REQUEST_HEADERS
        response.headers["Access-Control-Max-Age"] = str(MAX_AGE_S)
    return response
