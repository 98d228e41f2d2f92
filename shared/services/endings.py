"""What operators are told of how an attempt ended, when its job goes on or is no longer its own."""

from shared.errors import FenceLost, NotOurDay
from shared.model.job import Job, JobState
from shared.model.memo import Intended, Submitted
from shared.model.outcome import Done, Failed, Snooze, Split
from shared.services import news

Outcome = Done | Failed | Snooze | Split


def tell_ended(mine: Job, outcome: Outcome, after: Job) -> None:
    """Tell what an attempt came to that did not end its job; an error says whether an operator is needed."""
    error = outcome.error if isinstance(outcome, Snooze) else None
    news.tell(
        "step.ended",
        after,
        severity="info" if error is None else "error" if isinstance(error, NotOurDay) else "warning",
        outcome=_outcome(mine, outcome, after),
        error_code=error and error.code,
        delay_s=outcome.delay_s if isinstance(outcome, Snooze) else None,
    )
    if isinstance(after.memo, Intended) and not isinstance(mine.memo, Intended):
        news.tell("submit.unknown", after, severity="warning", reason_code="no_answer")


def tell_lost(after: Job) -> None:
    """Tell of an intent that nobody came back from: the submit may or may not have been made."""
    if isinstance(after.memo, Intended) and after.memo.lookups == 0:
        news.tell("submit.unknown", after, severity="warning", reason_code="attempt_lost")


def tell_fenced(mine: Job, outcome: Outcome | None, lost: FenceLost) -> None:
    """Tell of an attempt that lost its job; with the video of one that was given up, nobody pays it."""
    news.tell("step.fenced", mine, severity="warning", reason_code=lost.state or "moved")
    if isinstance(outcome, Done) and lost.state in {JobState.FAILED, JobState.CANCELED}:
        news.tell("completion.late", mine, severity="warning", reason_code="collected")


def _outcome(mine: Job, outcome: Outcome, after: Job) -> str:
    """Return in one word how an attempt ended that did not end its job."""
    if isinstance(outcome, Split):
        return "split"
    if isinstance(outcome, Snooze) and outcome.error is not None:
        return "delayed"
    if isinstance(after.memo, Submitted) and not isinstance(mine.memo, Submitted):
        return "submitted"
    return "snoozed"
