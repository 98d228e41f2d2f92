"""Google's error bodies, and what only Vertex says."""

from typing import Any

from aiohttp import web

from infra.local.simulators.directives import Directives, Tally
from infra.local.simulators.refusal import Refusal

NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
SUPPORT_CODES = (15236754, 64151117, 62263041, 57734940, 89371032, 61493863, 35561574)
BUSY = "The service is currently experiencing high demand. Please try again later."
NO_CREDITS = "Your prepayment credits are depleted. Please add credits to continue."


def error_body(refusal: Refusal) -> web.Response:
    """Return an error with Google's body."""
    error: dict[str, Any] = {
        "code": refusal.code,
        "message": refusal.message,
        "status": NAMES.get(refusal.code, "UNKNOWN"),
        "details": [],
    }
    return web.json_response({"error": error}, status=refusal.status, headers=refusal.headers)


def policy_sentence(prompt: str) -> str:
    """Return the sentence about a blocked prompt; its support code depends on the prompt."""
    code = SUPPORT_CODES[len(prompt) % len(SUPPORT_CODES)]
    return f"The prompt was blocked by the usage guidelines. Support codes: {code}"


def refuse_broke_or_busy(directives: Directives, tally: Tally, *key: str) -> None:
    """Say `[broke]` as 403 and 429 in turn, and the first N of `[busy:N]` as 503."""
    if "broke" in directives:
        raise Refusal((403, 429)[tally.turn("broke", *key) % 2], NO_CREDITS)
    if tally.spend(directives.counts.get("busy", 0), "busy", *key) is not None:
        raise Refusal(503, BUSY)
