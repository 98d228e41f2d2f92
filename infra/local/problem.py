"""The errors of the gateway itself, in the form in which the API reports its own."""

from http import HTTPStatus

from aiohttp import web


def problem(status: HTTPStatus, code: str, detail: str, *, next_step: str) -> web.Response:
    """Answer in the words of RFC 9457."""
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
        "next_step": next_step,
    }
    return web.json_response(body, status=status, content_type="application/problem+json")


def no_such_route(path: str) -> web.Response:
    """Answer that no function serves this path."""
    return problem(
        HTTPStatus.NOT_FOUND,
        "not_found",
        f"Nothing is served at {path}.",
        next_step="See /api/openapi.json for what is.",
    )


def too_large(size_max_bytes: int) -> web.Response:
    """Answer that the front end takes no body of this size."""
    return problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "body_too_large",
        f"A request holds at most {size_max_bytes // 2**20} MiB.",
        next_step="Send files with POST /api/uploads.",
    )


def too_slow(timeout_s: float) -> web.Response:
    """Answer that the function used up its time."""
    return problem(
        HTTPStatus.GATEWAY_TIMEOUT,
        "function_timeout",
        f"The function did not answer in {timeout_s:g} s. It may still be working.",
        next_step="Send the same request again, with the same Idempotency-Key.",
    )


def broken_off() -> web.Response:
    """Answer that the function died over this request."""
    return problem(
        HTTPStatus.BAD_GATEWAY,
        "function_stopped",
        "The function stopped before it had answered.",
        next_step="Send the same request again, with the same Idempotency-Key.",
    )


def not_there() -> web.Response:
    """Answer that the function is not running; nothing has happened."""
    return problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "function_unavailable",
        "The function is not running at the moment. It did not get the request.",
        next_step="Send the request again in some seconds.",
    )
