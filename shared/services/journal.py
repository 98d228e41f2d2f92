"""How a change of a job is written down, and how its money moves with it."""

from pydantic import JsonValue

from shared.errors import InvariantBroken
from shared.model import lifecycle
from shared.model.base import Time
from shared.model.creation import Creation
from shared.model.event import JobEvent
from shared.model.job import Job
from shared.model.ledger import Account, EntryKind, final_id
from shared.model.outcome import Done, Failed
from shared.store import documents
from shared.store.base import Tx


def write(tx: Tx, job: Job, kind: str | None, **detail: JsonValue) -> Job:
    """Write a job that was read, its projection, and the event that changed it, if it is worth a line."""
    tx.put(documents.job(job.id), job)
    tx.project(documents.creation(job.id), Creation.of(job))
    if kind is not None:
        note(tx, job, kind, **detail)
    return job


def note(tx: Tx, job: Job, kind: str, **detail: JsonValue) -> None:
    """Write one line of the job's history."""
    tx.project(documents.event(job.id, job.revision), JobEvent.of(job, kind, **detail))


def settle(tx: Tx, job: Job, account: Account | None, outcome: Done | Failed, *, at: Time) -> Job:
    """End a job and pay what its end means, in one commit: capture if done, release if failed."""
    ended = lifecycle.settled(job, outcome, at=at)
    if isinstance(outcome, Done):
        tx.create(documents.video(outcome.video.id), outcome.video)
        post_final(tx, ended, account, EntryKind.CAPTURE, reason=f"{job.job_type} finished", at=at)
        return write(tx, ended, "completed", captured=job.price)
    post_final(tx, ended, account, EntryKind.RELEASE, reason=outcome.error.code, at=at)
    return write(tx, ended, "failed", code=outcome.error.code, released=job.price)


def post_final(tx: Tx, job: Job, account: Account | None, kind: EntryKind, *, reason: str, at: Time) -> None:
    """Spend a job's hold or give it back; both have one id, so only one of them can ever be.

    Raises:
        InvariantBroken: the job's account does not exist.
    """
    if account is None:
        raise InvariantBroken(f"job {job.id} has no account {job.account_id}")
    after, entry = account.post(
        kind, job.price, entry_id=final_id(job.id), reason=reason, at=at, job_id=job.id
    )
    tx.put(documents.account(account.id), after)
    tx.create(documents.entry(account.id, entry.id), entry)
