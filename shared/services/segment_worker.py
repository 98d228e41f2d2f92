"""Claim, encode, end: one attempt at one segment of a job."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeGuard

from shared.clock import Now
from shared.errors import FenceLost, PermanentError, TransientError, Unavailable
from shared.job_types.base import Tools
from shared.model import segment_lifecycle as life
from shared.model.backoff import ERRORS_MAX
from shared.model.base import Time
from shared.model.cost import billed_ms
from shared.model.job import Job
from shared.model.messages import StepMessage
from shared.model.outcome import Failed, JobError
from shared.model.segment import Segment, Segmented
from shared.model.segment_lifecycle import segment_of
from shared.model.video import StoredObject
from shared.queue.base import StepQueue
from shared.services import journal, news
from shared.services.push import push
from shared.store import documents
from shared.store.base import Ref, Store, Tx

BEATS = 12
"""How often an attempt says within one lease that it is alive."""


class SegmentWorker:
    """Runs attempts at segments.

    `lease_s` may be short: an attempt renews it as long as it is alive, so that a lost one is found soon.
    `retry_base_s` is the first back-off.
    """

    def __init__(
        self,
        store: Store,
        queue: StepQueue,
        tools: Tools,
        *,
        now: Now,
        lease_s: float,
        retry_base_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._queue = queue
        self._tools = tools
        self._now = now
        self._lease_s = lease_s
        self._retry_base_s = retry_base_s
        self._monotonic = monotonic

    def run(self, message: StepMessage) -> None:
        """Run one attempt. Every foreseen error becomes a retry or the job's end; returning acknowledges."""
        begun_s = self._monotonic()
        job = self._claim(message)
        if job is None or message.segment is None:
            return  # a duplicate, or late
        mine = _Attempt(job, message.segment, begun_s)
        news.tell("segment.claimed", job, **mine.facts)
        try:
            ended = self._encode(mine)
        except FenceLost as lost:
            news.tell(
                "segment.fenced", job, severity="warning", reason_code=lost.state or "moved", **mine.facts
            )
            return
        if ended.settled:
            news.tell_settled(ended)
        else:
            outcome = "delayed" if _has_stumbled(ended, mine) else "encoded"
            news.tell("segment.ended", ended, outcome=outcome, **mine.facts)
            self._ask_for_more(ended, mine.n)

    def _claim(self, message: StepMessage) -> Job | None:
        at, token, n = self._now(), secrets.token_hex(16), message.segment or 0

        def body(tx: Tx) -> Job | None:
            job = tx.get(documents.job(message.job_id))
            if job is None or job.settled or not isinstance(job.memo, Segmented):
                return None
            if n >= len(job.memo.segments) or job.memo.segments[n].epoch != message.epoch:
                return None
            segment = job.memo.segments[n]
            if segment.lease_token == token:
                return job  # our own commit, whose reply was lost
            if segment.leased(at):
                return None
            claimed = life.claimed(job, n, token=token, at=at, lease_s=self._lease_s)
            tx.put(documents.job(job.id), claimed)  # nothing that its owner sees has changed
            return claimed

        return self._store.transact(body)

    def _encode(self, mine: "_Attempt") -> Job:
        every_s = self._lease_s / BEATS
        pulse = _Pulse(self._now, lambda frames: self._beat(mine, frames), every_s=every_s)
        try:
            file = self._tools.encode(mine.job, mine.n, pulse)
        except PermanentError as error:
            return self._fail(mine, error)
        except TransientError as error:
            news.tell("segment.stopped", mine.job, severity="warning", error_code=error.code, **mine.facts)
            if error.counts and mine.segment.errors >= ERRORS_MAX:
                return self._fail(mine, error)
            return self._stumble(mine, error)
        return self._keep(mine, file)

    def _beat(self, mine: "_Attempt", frames_done: int) -> None:
        at = self._now()

        def body(tx: Tx) -> None:
            job = life.fenced(tx.get(mine.place), mine.n, mine.segment)
            journal.write(
                tx, life.beaten(job, mine.n, frames_done=frames_done, at=at, lease_s=self._lease_s), None
            )

        try:
            self._store.transact(body)
        except Unavailable:  # the lease outlasts several beats
            news.tell("beat.failed", mine.job, severity="warning", **mine.facts)

    def _keep(self, mine: "_Attempt", file: StoredObject) -> Job:
        at, active_ms = self._now(), self._worked_ms(mine)

        def body(tx: Tx) -> Job:
            current = tx.get(mine.place)
            if current is not None and not current.settled and segment_of(current, mine.n).file == file:
                return current  # our own commit, whose reply was lost
            job = life.fenced(current, mine.n, mine.segment)
            return journal.write(tx, life.encoded(job, mine.n, file, active_ms=active_ms, at=at), None)

        return self._store.transact(body)

    def _stumble(self, mine: "_Attempt", error: TransientError) -> Job:
        at, active_ms = self._now(), self._worked_ms(mine)
        delay_s = max(self._retry_base_s * 2.0**mine.segment.errors, error.retry_after_s or 0)

        def body(tx: Tx) -> Job:
            current = tx.get(mine.place)
            if _has_stumbled(current, mine):
                return current
            job = life.fenced(current, mine.n, mine.segment)
            after = life.stumbled(
                job, mine.n, counts=error.counts, delay_s=delay_s, active_ms=active_ms, at=at
            )
            return journal.write(tx, after, "delayed", code=error.code, delay_s=delay_s, segment=mine.n)

        return self._store.transact(body)

    def _fail(self, mine: "_Attempt", error: PermanentError | TransientError) -> Job:
        """End the whole job: what one segment cannot be is no film; the hold is given back."""
        at, active_ms = self._now(), self._worked_ms(mine)

        def body(tx: Tx) -> Job:
            current, account = tx.get_both(mine.place, documents.account(mine.job.account_id))
            if current is not None and current.settled_at == at:
                return current  # our own commit, whose reply was lost
            job = life.worked(life.fenced(current, mine.n, mine.segment), active_ms)
            return journal.settle(tx, job, account, Failed(JobError.of(error)), at=at)

        return self._store.transact(body)

    def _worked_ms(self, mine: "_Attempt") -> int:
        return billed_ms(self._monotonic() - mine.begun_s)

    def _ask_for_more(self, ended: Job, n: int) -> None:
        """Ask for what follows from this attempt: the join, or another attempt."""
        if not ended.in_segments:
            push(self._queue, ended)
        elif (owed := segment_of(ended, n)).file is None and owed.sweep_after is not None:
            push(self._queue, ended, due=life.due(owed.sweep_after), segments=[n])


@dataclass(frozen=True)
class _Attempt:
    """One claim: the job as it was then, which segment of it, and when it began."""

    job: Job
    n: int
    begun_s: float

    @property
    def segment(self) -> Segment:
        """The segment as it was claimed; its attempt and epoch are the fence."""
        return segment_of(self.job, self.n)

    @property
    def facts(self) -> dict[str, Any]:
        """What a log line says of it."""
        return {"segment": self.n, "attempt": self.segment.attempt, "epoch": self.segment.epoch}

    @property
    def place(self) -> Ref[Job]:
        """Where the job is."""
        return documents.job(self.job.id)


class _Pulse:
    """Passes on every now and then how many frames are encoded."""

    def __init__(self, now: Now, beat: Callable[[int], None], *, every_s: float) -> None:
        self._now = now
        self._beat = beat
        self._every = timedelta(seconds=every_s)
        self._next: Time = now() + self._every

    def __call__(self, frames_done: int) -> None:
        at = self._now()
        if at >= self._next:
            self._next = at + self._every
            self._beat(frames_done)


def _has_stumbled(current: Job | None, mine: _Attempt) -> TypeGuard[Job]:
    """Return whether our own commit, whose reply was lost, has ended this attempt."""
    if current is None or current.settled or not isinstance(current.memo, Segmented):
        return False
    now, then = current.memo.segments[mine.n], mine.segment
    return (now.attempt, now.epoch) == (then.attempt, then.epoch + 1) and now.file is None
