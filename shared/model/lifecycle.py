"""How a job changes: pure, one function per arrow of the state machine."""

from datetime import timedelta
from typing import Any

from shared.errors import FenceLost, HighDemand
from shared.model import segment_lifecycle
from shared.model.base import Time
from shared.model.cost import NOT_CHARGED, Cost, billed_ms, cost_of
from shared.model.job import LEASE_MARGIN_S, PUSH_GRACE_S, Job, JobState, Media
from shared.model.memo import Intended, Submitted
from shared.model.outcome import Done, Failed, JobError, Snooze, Split

TIDY_AFTER_S = 600
"""How long after a job's end its folder is tidied: no attempt that lost its fence writes that late."""

LAST_LOOK_S = 120
"""How long past its deadline a submitted job may wait for one last answer of its provider."""

DEADLINE_PASSED = JobError(
    code="deadline_passed",
    message="The video was not ready in time, so the job was given up.",
    next_step="Your credits were returned. Try again, or choose another model.",
)
LOST_TOO_OFTEN = JobError(
    code="attempts_lost",
    message="The work on this job stopped several times without an answer.",
    next_step="Your credits were returned. Try again in a few minutes.",
)


def claimed(job: Job, *, token: str, at: Time, lease_s: float) -> Job:
    """Begin one attempt: its number is the fence, its lease ends after `lease_s` seconds.

    Only the first claim changes what the owner sees.
    """
    expires = at + timedelta(seconds=lease_s)
    lease = {
        "attempt": job.attempt + 1,
        "lease_expires_at": expires,
        "lease_token": token,
        "sweep_after": expires + timedelta(seconds=LEASE_MARGIN_S),
        "untidy": job.untidy or job.lease_expires_at is not None,
    }
    if job.state is not JobState.PENDING:
        return job.moved(**lease)
    return job.changed(at, state=JobState.PROCESSING, stage="starting", **lease)


def fenced(current: Job | None, mine: Job) -> Job:
    """Return the job as it stands if the attempt that holds `mine` still owns it.

    Raises:
        FenceLost: it is gone, settled, or another attempt or the sweep moved it.
    """
    if current is None or current.settled:
        state = "" if current is None else current.state.value
        raise FenceLost(f"job {mine.id} is settled", state=state)
    if (current.attempt, current.epoch) != (mine.attempt, mine.epoch):
        raise FenceLost(f"job {mine.id} is at attempt {current.attempt}, not {mine.attempt}")
    if current.active_ms == mine.active_ms:
        return current
    return current.model_copy(update={"active_ms": mine.active_ms})  # known to the attempt alone


def worked(job: Job, *, seconds: float) -> Job:
    """Note how long the attempt that holds `job` has worked; it is written down with what it came to."""
    return job.model_copy(update={"active_ms": job.active_ms + billed_ms(seconds)})


def intended(job: Job, *, at: Time) -> Job:
    """Say, before it happens, that a provider is about to be paid."""
    return job.changed(at, memo=Intended(at=at, order=job.orders))


def saving(job: Job, *, at: Time) -> Job:
    """Say that the provider is done and its file is being fetched."""
    return job.changed(at, stage="saving")


def due(job: Job) -> Time | None:
    """Return when the next message of an unsettled job should arrive."""
    return job.sweep_after and job.sweep_after - timedelta(seconds=PUSH_GRACE_S)


def snoozed(job: Job, snooze: Snooze, *, at: Time) -> Job:
    """End an attempt that is to be continued; the next message carries the next epoch."""
    due = min(at + timedelta(seconds=snooze.delay_s), max(job.deadline, at))
    progress = max(filter(None, (snooze.progress, job.progress)), default=None)
    counted = snooze.error is not None and snooze.error.counts
    busy = counted and isinstance(snooze.error, HighDemand)
    return job.changed(
        at,
        memo=snooze.memo,
        stage=snooze.stage,
        progress=None if progress is None else min(progress, 99),
        errors=job.errors + (counted and not busy),
        busy=job.busy + busy,
        untidy=job.untidy or (snooze.error is not None and job.at_provider),
        epoch=job.epoch + 1,
        lease_expires_at=None,
        checked_at=at,
        sweep_after=due + timedelta(seconds=PUSH_GRACE_S),
    )


def settled(job: Job, outcome: Done | Failed, *, at: Time) -> Job:
    """End the job. What was promised is paid by the ledger entry in the same commit.

    A job that may have left files it does not own (a lost attempt's, a provider's) is tidied by the sweep.
    """
    return job.changed(
        at,
        epoch=job.epoch + 1,
        lease_expires_at=None,
        sweep_after=_tidy_at(at, needed=leaves_files(job, outcome)),
        settled_at=at,
        checked_at=at,
        cost=_cost(job, outcome),
        **_end(outcome),
    )


def _end(outcome: Done | Failed) -> dict[str, Any]:
    match outcome:
        case Done(video):
            probe = video.probe
            media = Media(width=probe.width, height=probe.height, duration_s=probe.duration_s)
            made = {"progress": 100, "video_id": video.id, "media": media}
            return {"state": JobState.COMPLETED, "stage": "ready", **made}
        case Failed(error):
            return {"state": JobState.FAILED, "stage": "failed", "error": error}


def canceled(job: Job, *, at: Time) -> Job:
    """End the job because its owner wished so, before anything was asked of a provider."""
    return job.changed(
        at,
        state=JobState.CANCELED,
        stage="canceled",
        epoch=job.epoch + 1,
        lease_expires_at=None,
        sweep_after=_tidy_at(at, needed=job.untidy or job.lease_expires_at is not None),
        settled_at=at,
        cost=_cost(job, None),
    )


def _cost(job: Job, outcome: Done | Failed | None) -> Cost:
    """Return what a job has cost that ends so; None: it was canceled, before anything was asked for."""
    match outcome:
        case Done(video):
            paid, stored_bytes = True, sum(file.size_bytes for file in video.files)
        case Failed(error):
            paid, stored_bytes = _is_paid(job, error), 0
        case None:
            paid, stored_bytes = False, 0
    return cost_of(
        job.unit_cost,
        orders=int(paid),
        runs=segment_lifecycle.runs(job),
        active_ms=job.active_ms,
        stored_bytes=stored_bytes,
    )


def _is_paid(job: Job, error: JobError) -> bool:
    """Return whether a provider charges for a job that failed; one that may have its order counts as paid."""
    return job.at_provider and error.code not in NOT_CHARGED


def driven(job: Job, *, at: Time, errors: int = 0) -> Job:
    """Send the job again under a new epoch; whatever is still under way is fenced off.

    Looks at the provider that come sooner than planned do not count: its list may be some seconds behind.
    """
    if job.in_segments:
        return segment_lifecycle.driven(job, at=at)
    sought = isinstance(job.memo, Intended) and job.memo.lookups > 0
    return job.changed(
        at,
        memo=job.memo.model_copy(update={"lookups": 0}) if sought else job.memo,
        epoch=job.epoch + 1,
        attempt=job.attempt + 1 if job.lease_expires_at else job.attempt,
        errors=job.errors + errors,
        untidy=job.untidy or job.lease_expires_at is not None,
        lease_expires_at=None,
        sweep_after=at + timedelta(seconds=PUSH_GRACE_S),
    )


def tombstoned(job: Job, *, at: Time) -> Job:
    """Hide a settled job from its owner; the sweep removes its files, then clears `sweep_after`.

    A job that was to be tidied later still is: what a lost attempt writes until then is removed, too.
    """
    return job.changed(at, deleted_at=at, published_at=None, sweep_after=max(at, job.sweep_after or at))


def leaves_files(job: Job, outcome: Done | Failed) -> bool:
    """Return whether the job's folder may hold files that nothing will ever point to."""
    if isinstance(outcome, Failed):
        return job.at_provider or job.untidy or job.lease_expires_at is not None
    return outcome.leftovers or job.untidy


def _tidy_at(ended_at: Time, *, needed: bool) -> Time | None:
    return ended_at + timedelta(seconds=TIDY_AFTER_S) if needed else None


def kept(job: Job, *, at: Time) -> Job:
    """Leave the files of a deleted job where they are for now: another job still begins with its video."""
    return job.moved(sweep_after=at + timedelta(seconds=TIDY_AFTER_S))


def tidied(job: Job) -> Job:
    """Note that the folder holds nothing but what the job owns."""
    return job.moved(sweep_after=None)


def past_deadline(
    job: Job, outcome: Done | Failed | Snooze | Split, *, at: Time
) -> Done | Failed | Snooze | Split:
    """Return what `outcome` means this late: only a finished video still counts."""
    if at >= job.deadline and isinstance(outcome, Snooze | Split):
        return Failed(DEADLINE_PASSED)
    return outcome


def given_up(job: Job, *, at: Time, errors_max: int) -> Failed | None:
    """Return why the sweep must end this orphan, or None if it may be sent again."""
    if at >= job.deadline:
        worth_asking = isinstance(job.memo, Intended | Submitted)
        if not worth_asking or at >= job.deadline + timedelta(seconds=LAST_LOOK_S):
            return Failed(DEADLINE_PASSED)
    lost = job.lease_expires_at is not None and job.errors >= errors_max
    if lost or segment_lifecycle.is_lost(job, at=at, errors_max=errors_max):
        return Failed(LOST_TOO_OFTEN)
    return None
