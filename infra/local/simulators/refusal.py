"""Answers that are not a success, before a provider's own words are put around them."""

from infra.local.simulators.directives import Directives, Tally

POLICY = "fail:policy:submit"


class Refusal(Exception):
    """Ends a request. `code` is the one in the body where it differs from the status."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        headers: dict[str, str] | None = None,
        code: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers
        self.code = code or status


def obey(directives: Directives, tally: Tally, *key: str, policy: str) -> None:
    """Refuse a submit as its directives ask, before anything is created.

    `key` is account, model and prompt: what is counted is counted for these. `policy` is the
    provider's sentence about a blocked prompt.
    """
    if "auth" in directives:
        raise Refusal(401, "The simulator was asked to refuse the key of this submit.")
    if "fail:input" in directives:
        raise Refusal(400, "Invalid input: the simulator was asked to refuse this one.")
    if POLICY in directives:
        raise Refusal(400, policy)
    turn = tally.spend(directives.counts.get("429", 0), "429", *key)
    if turn is not None:
        raise throttled(turn)
    turn = tally.spend(directives.counts.get("fail:transient", 0), "fail:transient", *key)
    if turn is not None:
        raise Refusal((503, 500, 504)[turn % 3], "Internal error encountered.")


def obey_on_poll(directives: Directives, tally: Tally, job_id: str) -> None:
    """Refuse the first N polls of `[pollfail:N]`: 503 and 429 in turn."""
    turn = tally.spend(directives.counts.get("pollfail", 0), "pollfail", job_id)
    if turn is not None:
        raise Refusal(503, "Service unavailable.") if turn % 2 == 0 else throttled(turn // 2)


def throttled(turn: int) -> Refusal:
    """Return 429; every second one, starting with the first, says how long to wait."""
    headers = {"Retry-After": "1"} if turn % 2 == 0 else None
    return Refusal(429, "Too many requests: quota exceeded, slow down.", headers=headers)
