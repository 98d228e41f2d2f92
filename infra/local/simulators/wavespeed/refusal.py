"""WaveSpeed's error body, and its three ways to say that there is no money."""

from aiohttp import web

from infra.local.simulators.directives import Directives, Tally
from infra.local.simulators.refusal import Refusal

POLICY = "The content was flagged as sensitive by the safety system. Please change your prompt."
NO_BALANCE = "Insufficient balance. Please top up your account to continue."


def error_body(refusal: Refusal) -> web.Response:
    """Return an error with WaveSpeed's body."""
    return web.json_response(
        {"code": refusal.code, "message": refusal.message},
        status=refusal.status,
        headers=refusal.headers,
    )


def refuse_broke(directives: Directives, tally: Tally, *key: str) -> None:
    """Say `[broke]` in the three ways nobody could rule out, in turn: 402, 403, 200 with a code."""
    if "broke" in directives:
        status = (402, 403, 200)[tally.turn("broke", *key) % 3]
        raise Refusal(status, NO_BALANCE, code=402 if status == 200 else status)
