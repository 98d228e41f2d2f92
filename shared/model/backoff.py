"""When an error is worth another try, and when the next poll is due."""

from shared.errors import HighDemand
from shared.model.job import Job
from shared.model.memo import Unsubmitted
from shared.model.outcome import Failed, JobError, Retry, Snooze

ERRORS_MAX = 3
BUSY_MAX = 5
_FACTOR_BUSY = 3.0
_FACTOR_THROTTLED = 0.25

POLL_GAP_MAX_S = 30.0


def after_error(job: Job, retry: Retry, *, base_s: float) -> Snooze | Failed:
    """Return a snooze of `base_s` x 1, 2, 4 seconds, or a failure once that was used up.

    High demand waits 3 x `base_s`, at most `BUSY_MAX` times. Errors that are the provider's word on
    our own pace or account count as nothing: such a job waits, at most until its deadline.
    """
    error = retry.error
    busy = isinstance(error, HighDemand)
    if error.counts and (job.busy >= BUSY_MAX if busy else job.errors >= ERRORS_MAX):
        return Failed(JobError.of(error))
    delay_s = base_s * (_FACTOR_BUSY if busy else 2.0**job.errors if error.counts else _FACTOR_THROTTLED)
    stage = "waiting" if isinstance(retry.memo, Unsubmitted) else job.stage
    return Snooze(max(delay_s, error.retry_after_s or 0), memo=retry.memo, stage=stage, error=error)


def poll_gap_s(expected_s: float, elapsed_s: float) -> float:
    """Return the seconds until the next poll: the first near the expected end, then growing gaps.

    A 120 s generation is asked after at most five times; every poll is billed as at least 100 ms.
    """
    if elapsed_s < expected_s * 0.6:
        return max(1.0, expected_s * 0.8 - elapsed_s)
    return min(POLL_GAP_MAX_S, max(1.0, 0.15 * elapsed_s))
