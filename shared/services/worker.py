"""Claim, work, end: one attempt of a job, whatever it is."""

import secrets
import time
from collections.abc import Callable
from typing import TypeGuard

from shared.clock import Now
from shared.errors import FenceLost, PermanentError, TransientError
from shared.job_types.base import JobType, Tools
from shared.model import lifecycle, segment_lifecycle
from shared.model.backoff import after_error
from shared.model.base import Time
from shared.model.job import Job, JobState
from shared.model.memo import Submitted
from shared.model.messages import StepMessage
from shared.model.outcome import Done, Failed, JobError, Outcome, Retry, Snooze, Split
from shared.model.owner import PredictionOwner
from shared.queue.base import StepQueue
from shared.services import endings, journal, news
from shared.services.push import push
from shared.store import documents
from shared.store.base import Store, Tx


class Worker:
    """Runs attempts.

    `lease_s` is longer than the function's timeout; `retry_base_s` is the first back-off.
    """

    def __init__(
        self,
        store: Store,
        queue: StepQueue,
        job_types: dict[str, JobType],
        tools: Tools,
        *,
        now: Now,
        lease_s: float,
        retry_base_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._queue = queue
        self._job_types = job_types
        self._tools = tools
        self._now = now
        self._lease_s = lease_s
        self._retry_base_s = retry_base_s
        self._monotonic = monotonic

    def run(self, message: StepMessage) -> None:
        """Run one attempt. Every foreseen error becomes an outcome; returning acknowledges."""
        begun_s = self._monotonic()
        job = self._claim(message)
        if job is None:
            return  # a duplicate, or late: the job is leased, settled, or at another epoch
        news.tell("step.claimed", job)
        outcome = None
        try:
            outcome = self._attempt(job)
            ended = self._end(lifecycle.worked(job, seconds=self._monotonic() - begun_s), outcome)
        except FenceLost as lost:
            # Whatever this attempt stored lies in its own folder, where the sweep tidies up.
            endings.tell_fenced(job, outcome, lost)
            return
        if ended.settled:
            news.tell_settled(ended)
        else:
            endings.tell_ended(job, outcome, ended)
            push(self._queue, ended, due=lifecycle.due(ended))

    def _claim(self, message: StepMessage) -> Job | None:
        """Take the lease and number the attempt, unless this message has nothing left to do."""
        at, token = self._now(), secrets.token_hex(16)

        def body(tx: Tx) -> Job | None:
            job = tx.get(documents.job(message.job_id))
            if job is None or job.settled or job.in_segments or job.epoch != message.epoch:
                return None  # perhaps because the sweep has taken our own claim for lost: then it is
            if job.lease_token == token:
                return job  # our own commit, whose reply was lost
            if job.leased(at):
                return None
            claimed = lifecycle.claimed(job, token=token, at=at, lease_s=self._lease_s)
            if job.state is JobState.PENDING:
                return journal.write(tx, claimed, "started")
            tx.put(documents.job(job.id), claimed)  # nothing that its owner sees has changed
            return claimed

        return self._store.transact(body)

    def _attempt(self, job: Job) -> Done | Failed | Snooze | Split:
        """Do the work; on a job past its deadline only a finished video still counts."""
        try:
            outcome: Outcome = self._job_types[job.job_type].attempt(job, self._tools)
        except PermanentError as error:
            outcome = Failed(JobError.of(error))
        except TransientError as error:
            outcome = Retry(error, memo=job.memo)
        if isinstance(outcome, Retry):
            outcome = after_error(job, outcome, base_s=self._retry_base_s)
        return lifecycle.past_deadline(job, outcome, at=self._now())

    def _end(self, mine: Job, outcome: Done | Failed | Snooze | Split) -> Job:
        """Commit what the attempt came to, if it still owns the job.

        Raises:
            FenceLost: it does not; nothing was written.
        """
        at = self._now()
        if isinstance(outcome, Done | Failed):
            return self._settle(mine, outcome, at=at)
        if isinstance(outcome, Split):
            return self._split(mine, outcome, at=at)
        return self._snooze(mine, outcome, at=at)

    def _settle(self, mine: Job, outcome: Done | Failed, *, at: Time) -> Job:
        def body(tx: Tx) -> Job:
            current, account = tx.get_both(documents.job(mine.id), documents.account(mine.account_id))
            if current is not None and current.settled_at == at and current.attempt == mine.attempt:
                return current  # our own commit, whose reply was lost
            return journal.settle(tx, lifecycle.fenced(current, mine), account, outcome, at=at)

        return self._store.transact(body)

    def _split(self, mine: Job, outcome: Split, *, at: Time) -> Job:
        def body(tx: Tx) -> Job:
            current = tx.get(documents.job(mine.id))
            if _is_ours(current, mine, at):
                return current
            job = segment_lifecycle.split(lifecycle.fenced(current, mine), outcome.memo, at=at)
            return journal.write(tx, job, "split", segments=len(outcome.memo.segments))

        return self._store.transact(body)

    def _snooze(self, mine: Job, snooze: Snooze, *, at: Time) -> Job:
        if (prediction_id := _new_prediction(mine, snooze)) is not None:
            return self._attach(mine, snooze, prediction_id, at=at)

        def body(tx: Tx) -> Job:
            current = tx.get(documents.job(mine.id))
            if _is_ours(current, mine, at):
                return current
            after = lifecycle.snoozed(lifecycle.fenced(current, mine), snooze, at=at)
            if snooze.error is None:
                return journal.write(tx, after, None)
            return journal.write(tx, after, "delayed", code=snooze.error.code, delay_s=snooze.delay_s)

        return self._store.transact(body)

    def _attach(self, mine: Job, snooze: Snooze, prediction_id: str, *, at: Time) -> Job:
        """Snooze with a prediction that is new to the job, unless it belongs to another one.

        Then our own submit's outcome stays unknown, as if it had had no answer.
        """
        place = documents.prediction_owner(mine.provider, prediction_id)

        def body(tx: Tx) -> Job:
            current, owner = tx.get_both(documents.job(mine.id), place)
            if _is_ours(current, mine, at):
                return current
            job = lifecycle.fenced(current, mine)
            if owner is None:
                tx.create(place, PredictionOwner(job_id=mine.id, attempt=mine.attempt, at=at))
            elif owner.job_id != mine.id:
                unknown = Snooze(snooze.delay_s, memo=job.memo, stage=job.stage)
                return journal.write(tx, lifecycle.snoozed(job, unknown, at=at), "foreign_prediction")
            return journal.write(tx, lifecycle.snoozed(job, snooze, at=at), "submitted")

        after = self._store.transact(body)
        if after.memo != snooze.memo:
            news.tell("prediction.foreign", after, severity="error")
        return after


def _is_ours(current: Job | None, mine: Job, at: Time) -> TypeGuard[Job]:
    """Return whether the job was snoozed by our own commit at `at`, whose reply was lost."""
    return current is not None and current.checked_at == at and current.attempt == mine.attempt


def _new_prediction(mine: Job, snooze: Snooze) -> str | None:
    """Return the prediction that this attempt found or made, if it is new to the job."""
    if isinstance(snooze.memo, Submitted) and not isinstance(mine.memo, Submitted):
        return snooze.memo.prediction_id
    return None
