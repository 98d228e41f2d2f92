"""What changes jobs from outside: create, cancel, delete, and an operator's redrive."""

from dataclasses import dataclass
from math import ceil

from shared.clock import Now
from shared.errors import Gone, JobNotCancelable, JobNotSettled, NotAllowed, NotFound, RateLimited
from shared.log import current_trace_id, hashed
from shared.model import lifecycle
from shared.model.base import Time
from shared.model.job import Job, JobState
from shared.model.ledger import Account, EntryKind, LedgerEntry, hold_id
from shared.model.order import JobOrder
from shared.model.rate import Rate
from shared.queue.base import StepQueue
from shared.services import accounts, journal, news
from shared.services.job_reader import owned
from shared.services.push import push
from shared.services.sources import check_source
from shared.store import documents
from shared.store.base import Store, Tx

PATIENCE = 6.0
"""How many times as long as usual a job may take."""


@dataclass(frozen=True)
class Limits:
    """What one account may have, and what a new one is given."""

    active_jobs_max: int
    signup_credits: int
    deadline_s: float
    """When a job is given up, at the earliest; one that usually takes long has longer."""
    orders: Rate


class Jobs:
    """Changes jobs for those who own them."""

    def __init__(
        self,
        store: Store,
        queue: StepQueue,
        *,
        limits: Limits,
        now: Now,
    ) -> None:
        self._store = store
        self._queue = queue
        self._limits = limits
        self._now = now

    def create(self, order: JobOrder) -> Job:
        """Hold the price and queue one job; the same order again returns the same job.

        Raises:
            InsufficientCredits: the account cannot cover the price.
            IdempotencyKeyReused: the key already made a different job.
            NotAllowed: the account's books do not add up at the moment.
            RateLimited: the account orders too fast, or has too many jobs under way.
            NotFound: the image or the source that the order relies on is not the caller's any more.
            SourceNotUsable: the source has no finished video.
            Gone: the order made a job that was deleted since.
        """
        at = self._now()

        def body(tx: Tx) -> Job:
            # Read.
            seen, account = tx.get_both(documents.job(order.job_id), documents.account(order.account_id))
            if seen is not None:
                return seen.matching(order)  # the same request again, or our own commit whose reply was lost
            _check_what_it_needs(tx, order)
            # Decide.
            grants: list[LedgerEntry] = []
            if account is None:
                account, grants = accounts.opened(
                    order.account_id, signup_credits=self._limits.signup_credits, at=at
                )
            self._refuse(account, at=at)
            deadline_s = max(self._limits.deadline_s, PATIENCE * order.expected_s)
            job = Job.pending(order, at=at, deadline_s=deadline_s, trace_id=current_trace_id())
            after, hold = account.ordering(self._limits.orders, at=at).post(
                EntryKind.HOLD,
                job.price,
                entry_id=hold_id(job.id),
                reason=job.job_type,
                at=at,
                job_id=job.id,
            )
            # Write.
            tx.put(documents.account(account.id), after)
            for entry in (*grants, hold):
                tx.create(documents.entry(account.id, entry.id), entry)
            return journal.write(tx, job, "created", held=job.price)

        job = self._store.transact(body)
        if job.deleted_at is not None:
            raise Gone(
                "This request made a job that you deleted. Send a new Idempotency-Key to make another."
            )
        if job.created_at == at:
            news.tell("job.created", job, model=job.model, amount=job.price)
        if job.state is JobState.PENDING:
            push(self._queue, job)
        return job

    def cancel(self, caller_id: str, job_id: str) -> Job:
        """End a job that nothing was paid for yet, and give its credits back; canceling twice is once.

        Raises:
            JobNotCancelable: a provider may be at work, or the job has ended otherwise.
        """
        at = self._now()

        def body(tx: Tx) -> Job:
            seen, account = tx.get_both(documents.job(job_id), documents.account(caller_id))
            job = owned(seen, caller_id)
            if job.state is JobState.CANCELED:
                return job
            _refuse_uncancelable(job)
            ended = lifecycle.canceled(job, at=at)
            journal.post_final(tx, ended, account, EntryKind.RELEASE, reason="canceled", at=at)
            return journal.write(tx, ended, "canceled", released=job.price)

        canceled = self._store.transact(body)
        if canceled.settled_at == at:
            news.tell_settled(canceled)
        return canceled

    def mark(self, caller_id: str, job_id: str, *, favorite: bool) -> Job:
        """Make a job one of its owner's favourites, or no longer one; twice is once.

        Raises:
            NotFound: the caller has no such job.
        """
        at = self._now()

        def body(tx: Tx) -> Job:
            job = owned(tx.get(documents.job(job_id)), caller_id)
            if job.favorite == favorite:
                return job
            return journal.write(tx, job.changed(at, favorite=favorite), None)

        return self._store.transact(body)

    def delete(self, caller_id: str, job_id: str) -> None:
        """Hide a settled job, its video and its feed entry at once; the sweep removes the files.

        Raises:
            JobNotSettled: it is still under way.
        """
        at = self._now()

        def body(tx: Tx) -> Job:
            job = tx.get(documents.job(job_id))
            if job is not None and job.deleted_at == at:
                return job  # our own commit, whose reply was lost
            job = owned(job, caller_id)
            if not job.settled:
                raise JobNotSettled(
                    "The job is still under way. Cancel it, or wait for its end, then delete it."
                )
            gone = lifecycle.tombstoned(job, at=at)
            tx.put(documents.job(job_id), gone)
            journal.note(tx, gone, "deleted")
            tx.delete(documents.creation(job_id))
            if job.video_id is not None:
                tx.delete(documents.feed_item(job.video_id))
            return gone

        news.tell("job.deleted", self._store.transact(body))

    def redrive(self, job_id: str, *, reason: str, actor: str) -> Job:
        """Send an unsettled job again under a new epoch, whatever it is doing; for operators.

        Raises:
            NotFound: there is no such job.
            JobNotCancelable: it is settled.
        """
        at = self._now()

        def body(tx: Tx) -> Job:
            job = tx.get(documents.job(job_id))
            if job is None:
                raise NotFound("There is no such job.")
            if job.settled:
                raise JobNotCancelable(
                    f"The job is {job.state}. A settled job is never driven again; retry it."
                )
            return journal.write(tx, lifecycle.driven(job, at=at), "redriven", reason=reason, actor=actor)

        job = self._store.transact(body)
        news.tell("job.redriven", job, severity="warning", actor_hash=hashed(actor))
        push(self._queue, job)
        return job

    def _refuse(self, account: Account, *, at: Time) -> None:
        """Say why this account may order nothing now, before any money moves."""
        if account.frozen_at is not None:
            raise NotAllowed(
                "We are checking your balance, so nothing can be ordered at the moment. Jobs under way end "
                "as usual. Try again later; if it lasts for more than a day, ask us."
            )
        wait_s = account.order_wait_s(self._limits.orders, at=at)
        if wait_s:
            raise RateLimited(
                f"You order too fast. Wait {ceil(wait_s)} s, then send the same request again.",
                retry_after_s=wait_s,
            )
        most = self._limits.active_jobs_max
        if account.active_jobs >= most:
            raise RateLimited(
                f"{account.active_jobs} of your jobs are under way and {most} may be. Wait for one to end.",
                retry_after_s=10,
                active_jobs=account.active_jobs,
            )


def _check_what_it_needs(tx: Tx, order: JobOrder) -> None:
    """Rely on the order's image and source being what they were when it was priced."""
    if order.upload_id:
        upload = tx.get(documents.upload(order.upload_id))
        if upload is None or upload.image != order.image:
            raise NotFound("The image is not there any more. Upload it again, or choose another one.")
    if order.source_job_id:
        check_source(tx, order.account_id, order.source_job_id, order.source)


def _refuse_uncancelable(job: Job) -> None:
    if job.settled:
        raise JobNotCancelable(
            f"The job is already {job.state}; there is nothing to cancel. To hide it, delete it.",
            state=job.state,
        )
    if not job.cancelable:
        raise JobNotCancelable(
            "The video is already being made and paid for, so the job can no longer be canceled. "
            "Wait for its end: if it fails, your credits come back by themselves.",
            state=job.state,
        )
