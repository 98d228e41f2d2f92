"""How the segments of a job change: pure, one function per arrow, as `lifecycle` does it for the job itself.

The job is swept when the first of its segments is owed something, or at its deadline.
"""

from datetime import timedelta

from shared.errors import FenceLost
from shared.model.base import Time
from shared.model.job import LEASE_MARGIN_S, PUSH_GRACE_S, Job
from shared.model.segment import Segment, Segmented
from shared.model.video import StoredObject


def segment_of(job: Job, n: int) -> Segment:
    """Return one of a job's segments.

    Raises:
        FenceLost: it has none.
    """
    return _memo(job).segments[n]


def split(job: Job, memo: Segmented, *, at: Time) -> Job:
    """Hand the work to segments, which all are owed a message at once.

    The folder is untidy from now on: what segments leave there is nobody's once the job has ended.
    """
    sweep_after = at + timedelta(seconds=PUSH_GRACE_S)
    owed = tuple(segment.model_copy(update={"sweep_after": sweep_after}) for segment in memo.segments)
    return job.changed(
        at,
        memo=memo.model_copy(update={"segments": owed}),
        stage="making",
        progress=0,
        untidy=True,
        epoch=job.epoch + 1,
        lease_expires_at=None,
        checked_at=at,
        sweep_after=sweep_after,
    )


def claimed(job: Job, n: int, *, token: str, at: Time, lease_s: float) -> Job:
    """Begin one attempt of a segment; its owner sees nothing of it."""
    memo = _memo(job)
    expires = at + timedelta(seconds=lease_s)
    memo = memo.with_segment(
        n,
        attempt=memo.segments[n].attempt + 1,
        frames_done=0,
        lease_expires_at=expires,
        lease_token=token,
        sweep_after=expires + timedelta(seconds=LEASE_MARGIN_S),
    )
    return job.moved(memo=memo, sweep_after=_owed_at(job, memo, at))


def fenced(current: Job | None, n: int, mine: Segment) -> Job:
    """Return the job as it stands if the attempt that holds `mine` still owns the segment.

    Raises:
        FenceLost: the job is gone or settled, or another attempt or the sweep moved the segment.
    """
    if current is None or current.settled or not isinstance(current.memo, Segmented):
        raise FenceLost("the segments' job is settled", state="" if current is None else current.state.value)
    segment = current.memo.segments[n]
    if (segment.attempt, segment.epoch) != (mine.attempt, mine.epoch) or segment.file is not None:
        raise FenceLost(f"segment {n} is at attempt {segment.attempt}, not {mine.attempt}")
    return current


def beaten(job: Job, n: int, *, frames_done: int, at: Time, lease_s: float) -> Job:
    """Say that an attempt is alive, and how far it is; its lease begins anew."""
    expires = at + timedelta(seconds=lease_s)
    memo = _memo(job).with_segment(
        n,
        frames_done=frames_done,
        lease_expires_at=expires,
        sweep_after=expires + timedelta(seconds=LEASE_MARGIN_S),
    )
    progress = max(job.progress or 0, memo.progress)
    return job.changed(at, memo=memo, progress=progress, sweep_after=_owed_at(job, memo, at))


def encoded(job: Job, n: int, file: StoredObject, *, active_ms: int, at: Time) -> Job:
    """End a segment; after the last one the job's own next step is owed, which joins them.

    `active_ms` is how long the attempt has worked.
    """
    job, memo = worked(job, active_ms), _memo(job)
    memo = memo.with_segment(
        n, file=file, epoch=memo.segments[n].epoch + 1, lease_expires_at=None, sweep_after=None
    )
    progress = max(job.progress or 0, memo.progress)
    if memo.unfinished:
        return job.changed(at, memo=memo, progress=progress, sweep_after=_owed_at(job, memo, at))
    sweep_after = at + timedelta(seconds=PUSH_GRACE_S)
    return job.changed(
        at, memo=memo, progress=progress, stage="saving", epoch=job.epoch + 1, sweep_after=sweep_after
    )


def stumbled(job: Job, n: int, *, counts: bool, delay_s: float, active_ms: int, at: Time) -> Job:
    """End an attempt that is to be tried again in a while."""
    job, memo = worked(job, active_ms), _memo(job)
    segment = memo.segments[n]
    due = min(at + timedelta(seconds=delay_s), max(job.deadline, at))
    memo = memo.with_segment(
        n,
        epoch=segment.epoch + 1,
        errors=segment.errors + counts,
        lease_expires_at=None,
        sweep_after=due + timedelta(seconds=PUSH_GRACE_S),
    )
    return job.changed(at, memo=memo, sweep_after=_owed_at(job, memo, at))


def driven(job: Job, *, at: Time) -> Job:
    """Send the segments again that are overdue, or, if none is, all that nobody works on."""
    memo = _memo(job)
    overdue = [n for n in memo.unfinished if _is_overdue(memo.segments[n], at)]
    for n in overdue or memo.waiting:
        segment = memo.segments[n]
        lost = segment.lease_expires_at is not None
        memo = memo.with_segment(
            n,
            epoch=segment.epoch + 1,
            attempt=segment.attempt + lost,
            errors=segment.errors + lost,
            frames_done=0,
            lease_expires_at=None,
            sweep_after=at + timedelta(seconds=PUSH_GRACE_S),
        )
    return job.changed(at, memo=memo, sweep_after=_owed_at(job, memo, at))


def due(sweep_after: Time) -> Time:
    """Return when the message of a segment that waits should arrive."""
    return sweep_after - timedelta(seconds=PUSH_GRACE_S)


def runs(job: Job) -> int:
    """Return how many attempts the job and its segments have had."""
    segments = job.memo.segments if isinstance(job.memo, Segmented) else ()
    return job.attempt + sum(segment.attempt for segment in segments)


def is_lost(job: Job, *, at: Time, errors_max: int) -> bool:
    """Return whether attempts at one segment were lost so often that another makes no sense."""
    if not isinstance(job.memo, Segmented):
        return False
    return any(
        segment.lease_expires_at is not None and segment.errors >= errors_max and _is_overdue(segment, at)
        for segment in job.memo.segments
    )


def _is_overdue(segment: Segment, at: Time) -> bool:
    return segment.sweep_after is not None and segment.sweep_after <= at


def _owed_at(job: Job, memo: Segmented, at: Time) -> Time:
    first = min(segment.sweep_after for segment in memo.segments if segment.sweep_after is not None)
    return min(first, job.deadline) if job.deadline > at else first


def worked(job: Job, active_ms: int) -> Job:
    """Note how long an attempt at a segment has worked."""
    return job.model_copy(update={"active_ms": job.active_ms + active_ms})


def _memo(job: Job) -> Segmented:
    if not isinstance(job.memo, Segmented):
        raise FenceLost(f"job {job.id} has no segments")
    return job.memo
