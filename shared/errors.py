"""Every error we raise.

DailiesError
├── RequestError             the caller can fix it; one HTTP status each (shared.http.problem)
│   ├── InvalidRequest  PayloadTooLarge  NotAuthenticated  NotAllowed  NotFound  MethodNotAllowed  Gone
│   ├── InsufficientCredits  PriceChanged  IdempotencyKeyReused  RateLimited
│   ├── JobNotCancelable  JobNotSettled  JobNotPublishable  SourceNotUsable
│   ├── PageNotProven  Changed  RangeNotSatisfiable
│   └── Unavailable          our side is busy or down; the same request may be sent again
├── StepError                a step stopped; Worker.run turns it into an outcome
│   ├── PermanentError       trying again cannot help: fail and release
│   └── TransientError       it may pass: back off, at most a few times
│       ├── HighDemand           the provider is full: wait longer, more often
│       ├── Throttled            too fast for the provider: wait as told, counts as nothing
│       ├── NotOurDay            our key or balance at the provider: wait, alert, fail nobody
│       └── SubmitUnknown        a submit without an answer: it may exist, look it up, never repeat it blindly
├── FenceLost                another attempt owns the job now: stop, write nothing
├── PreconditionFailed       an object or document is not what the write relied on
└── InvariantBroken          our books contradict themselves: no code recovers, an alert fires
"""

from typing import Any


class DailiesError(Exception):
    """Something we foresaw."""


class RequestError(DailiesError):
    """The request cannot be carried out.

    Keyword arguments become attributes of the problem document that the caller gets.
    """

    def __init__(self, detail: str, **attributes: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.attributes = attributes


class InvalidRequest(RequestError):
    """The request is not well formed."""


class PayloadTooLarge(RequestError):
    """The request is too large."""


class NotAuthenticated(RequestError):
    """The request has no valid sign-in."""


class PageNotProven(RequestError):
    """The request does not prove that it comes from a page or app of ours."""


class NotAllowed(RequestError):
    """The caller may not do this."""


class NotFound(RequestError):
    """There is nothing here."""


class MethodNotAllowed(RequestError):
    """This address does not take this method."""


class Gone(RequestError):
    """It was here and was deleted."""


class Changed(RequestError):
    """It is no longer what the request relies on."""


class RangeNotSatisfiable(RequestError):
    """The range begins beyond the end."""


class InsufficientCredits(RequestError):
    """The account has too few credits."""

    def __init__(self, *, needed: int, available: int) -> None:
        short = needed - available
        super().__init__(
            f"This costs {needed} credits and {available} are available. Add {short} credits, "
            "or choose something cheaper.",
            needed=needed,
            available=available,
            short=short,
        )


class PriceChanged(RequestError):
    """The price is no longer what was quoted."""


class IdempotencyKeyReused(RequestError):
    """The idempotency key belongs to another request."""


class RateLimited(RequestError):
    """Too many at once."""


class JobNotCancelable(RequestError):
    """The job can no longer be canceled."""


class JobNotSettled(RequestError):
    """The job is still under way."""


class SourceNotUsable(RequestError):
    """The source cannot be worked on."""


class JobNotPublishable(RequestError):
    """The job has no video to publish."""


class Unavailable(RequestError):
    """The service is busy."""


class StepError(DailiesError):
    """A step stopped. `code` is for programs, `message` for the person, `next_step` tells them what to do."""

    code = "step_failed"
    next_step = "Try again in a few minutes."

    def __init__(self, message: str, *, code: str | None = None, next_step: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.next_step = next_step or self.next_step


class PermanentError(StepError):
    """Trying again cannot help."""


class TransientError(StepError):
    """It may pass. `retry_after_s` is the provider's own word on when."""

    code = "provider_unavailable"
    counts = True

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        next_step: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message, code=code, next_step=next_step)
        self.retry_after_s = retry_after_s


class HighDemand(TransientError):
    """The provider is full."""

    code = "provider_busy"


class Throttled(TransientError):
    """We call the provider too fast; nothing was created and no attempt is used up."""

    code = "provider_throttled"
    counts = False


class NotOurDay(TransientError):
    """The provider refuses our key or our balance; the customer did nothing wrong."""

    code = "provider_account"
    counts = False


class SubmitUnknown(TransientError):
    """A submit got no usable answer: the prediction may or may not exist.

    `refused`: the provider did answer, with an error of its own; if a lookup that sees everything then
    finds nothing, nothing was created.
    """

    code = "submit_unknown"

    def __init__(
        self, message: str, *, refused: bool = False, code: str | None = None, next_step: str | None = None
    ) -> None:
        super().__init__(message, code=code, next_step=next_step)
        self.refused = refused


class FenceLost(DailiesError):
    """Another attempt owns the job, or it is settled: then `state` says how."""

    def __init__(self, message: str, *, state: str = "") -> None:
        super().__init__(message)
        self.state = state


class PreconditionFailed(DailiesError):
    """What the write relied on has changed."""


class InvariantBroken(DailiesError):
    """Our books contradict themselves."""
