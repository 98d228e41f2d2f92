"""Claim, draw, end: one attempt at one segment of a job."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import TypeGuard

from shared.clock import Now
from shared.errors import FenceLost, PermanentError, TransientError, Unavailable
from shared.job_types.base import Tools
from shared.log import log
from shared.model import segment_lifecycle as life
from shared.model.backoff import ERRORS_MAX
from shared.model.base import Time
from shared.model.job import Job
from shared.model.messages import StepMessage
from shared.model.outcome import Failed, JobError
from shared.model.segment import Segment, Segmented
from shared.model.video import StoredObject
from shared.queue.base import StepQueue
from shared.services import journal
from shared.services.push import push
from shared.store import documents
from shared.store.base import Store, Tx

BEATS = 12
"""How often an attempt says within one lease that it is alive."""


class SegmentWorker:
    """Runs attempts at segments.

    `lease_s` may be short: an attempt renews it as long as it is alive, so that a lost one is found soon.
    `retry_base_s` is the first back-off.
    """

    def __init__(
        self, store: Store, queue: StepQueue, tools: Tools, *, now: Now, lease_s: float, retry_base_s: float
    ) -> None:
        self._store = store
        self._queue = queue
        self._tools = tools
        self._now = now
        self._lease_s = lease_s
        self._retry_base_s = retry_base_s

    def run(self, message: StepMessage) -> None:
        """Run one attempt. Every foreseen error becomes a retry or the job's end; returning acknowledges."""
        n = message.segment
        job = None if n is None else self._claim(message, n)
        if job is None or n is None:
            return  # a duplicate, or late
        mine = _segment(job, n)
        try:
            ended = self._attempt(job, n, mine)
        except FenceLost:
            log.warning("segment.fenced", job_id=job.id, segment=n, attempt=mine.attempt)
            return
        log.info("segment.ended", job_id=job.id, segment=n, attempt=mine.attempt, state=ended.state.value)
        self._ask_for_more(ended, n)

    def _claim(self, message: StepMessage, n: int) -> Job | None:
        at, token = self._now(), secrets.token_hex(16)

        def body(tx: Tx) -> Job | None:
            job = tx.get(documents.job(message.job_id))
            if job is None or job.settled or not isinstance(job.memo, Segmented):
                return None
            if n >= len(job.memo.segments) or job.memo.segments[n].epoch != message.epoch:
                return None
            segment = job.memo.segments[n]
            if segment.lease_token == token:
                return job  # our own commit, whose reply was lost
            if segment.lease_expires_at is not None and segment.lease_expires_at > at:
                return None
            claimed = life.claimed(job, n, token=token, at=at, lease_s=self._lease_s)
            tx.put(documents.job(job.id), claimed)
            return claimed

        return self._store.transact(body)

    def _attempt(self, job: Job, n: int, mine: Segment) -> Job:
        try:
            file = self._tools.draw(job, n, self._pulse(job, n, mine))
        except PermanentError as error:
            return self._fail(job, n, mine, error)
        except TransientError as error:
            log.warning("segment.stopped", job_id=job.id, segment=n, error_code=error.code)
            if error.counts and mine.errors >= ERRORS_MAX:
                return self._fail(job, n, mine, error)
            return self._stumble(job.id, n, mine, error)
        return self._keep(job.id, n, mine, file)

    def _pulse(self, job: Job, n: int, mine: Segment) -> "_Pulse":
        return _Pulse(
            self._now, lambda drawn: self._beat(job.id, n, mine, drawn), every_s=self._lease_s / BEATS
        )

    def _beat(self, job_id: str, n: int, mine: Segment, drawn: int) -> None:
        at = self._now()

        def body(tx: Tx) -> None:
            job = life.fenced(tx.get(documents.job(job_id)), n, mine)
            journal.write(tx, life.beaten(job, n, drawn=drawn, at=at, lease_s=self._lease_s), None)

        try:
            self._store.transact(body)
        except Unavailable:  # the lease outlasts several beats
            log.warning("beat.failed", job_id=job_id, segment=n)

    def _keep(self, job_id: str, n: int, mine: Segment, file: StoredObject) -> Job:
        at = self._now()

        def body(tx: Tx) -> Job:
            job = tx.get(documents.job(job_id))
            if job is not None and not job.settled and _segment(job, n).file == file:
                return job  # our own commit, whose reply was lost
            return journal.write(tx, life.drawn(life.fenced(job, n, mine), n, file, at=at), None)

        return self._store.transact(body)

    def _stumble(self, job_id: str, n: int, mine: Segment, error: TransientError) -> Job:
        at = self._now()
        delay_s = max(self._retry_base_s * 2.0**mine.errors, error.retry_after_s or 0)

        def body(tx: Tx) -> Job:
            current = tx.get(documents.job(job_id))
            if _has_stumbled(current, n, mine):
                return current
            job = life.stumbled(life.fenced(current, n, mine), n, counts=error.counts, delay_s=delay_s, at=at)
            return journal.write(tx, job, "delayed", code=error.code, delay_s=delay_s, segment=n)

        return self._store.transact(body)

    def _fail(self, job: Job, n: int, mine: Segment, error: PermanentError | TransientError) -> Job:
        """End the whole job: what one segment cannot be is no film; the hold is given back."""
        at = self._now()

        def body(tx: Tx) -> Job:
            current, account = tx.get_both(documents.job(job.id), documents.account(job.account_id))
            if current is not None and current.settled_at == at:
                return current  # our own commit, whose reply was lost
            fenced = life.fenced(current, n, mine)
            return journal.settle(tx, fenced, account, Failed(JobError.of(error)), at=at)

        return self._store.transact(body)

    def _ask_for_more(self, ended: Job, n: int) -> None:
        """Ask for what follows from this attempt: the join, or another attempt."""
        if ended.settled:
            return
        if not ended.in_segments:
            push(self._queue, ended)
        elif (owed := _segment(ended, n)).file is None and owed.sweep_after is not None:
            push(self._queue, ended, due=life.due(owed.sweep_after), segments=[n])


class _Pulse:
    """Passes on every now and then how many frames are drawn."""

    def __init__(self, now: Now, beat: Callable[[int], None], *, every_s: float) -> None:
        self._now = now
        self._beat = beat
        self._every = timedelta(seconds=every_s)
        self._next: Time = now() + self._every

    def __call__(self, drawn: int) -> None:
        at = self._now()
        if at >= self._next:
            self._next = at + self._every
            self._beat(drawn)


def _segment(job: Job, n: int) -> Segment:
    if not isinstance(job.memo, Segmented):
        raise FenceLost(f"job {job.id} has no segments")
    return job.memo.segments[n]


def _has_stumbled(current: Job | None, n: int, mine: Segment) -> TypeGuard[Job]:
    """Return whether our own commit, whose reply was lost, has ended this attempt."""
    if current is None or current.settled or not isinstance(current.memo, Segmented):
        return False
    segment = current.memo.segments[n]
    return (segment.attempt, segment.epoch) == (mine.attempt, mine.epoch + 1) and segment.file is None
