"""Every query the code asks, so that a test can hold each against `firestore.indexes.json`."""

from shared.model.base import Time
from shared.model.creation import Creation
from shared.model.event import JobEvent
from shared.model.feed import FeedItem
from shared.model.job import Job
from shared.model.job_filter import JobFilter
from shared.model.ledger import Account, LedgerEntry
from shared.model.upload import Upload, UploadState
from shared.store.base import Query, Value

After = tuple[Value, ...] | None


def jobs(*, limit: int, after: After = None) -> Query[Job]:
    """All jobs, by id."""
    return Query("jobs", Job, limit=limit, after=after)


def orphans(*, before: Time, limit: int, after: After = None) -> Query[Job]:
    """Jobs that are owed something since `before`: a message, an end, or the removal of their files."""
    return Query(
        "jobs",
        Job,
        where=(("sweep_after", "<=", before),),
        order_by=(("sweep_after", "asc"),),
        limit=limit,
        after=after,
    )


def creations(owner: str, wanted: JobFilter, *, limit: int, after: After = None) -> Query[Creation]:
    """A person's creations by created_at; of several words, one is looked for.

    Each filter has an index of its own behind the owner, and the database merges those of one question
    (see infra/decisions/0002-one-index-per-query.md).
    """
    where = _owned(
        owner,
        ("status", "==", wanted.status),
        ("job_type", "==", wanted.job_type),
        ("model", "==", wanted.model),
        ("favorite", "==", wanted.favorite),
        ("words", "contains", wanted.rarest_word),
        ("created_at", ">=", wanted.since),
        ("created_at", "<", wanted.until),
    )
    order_by = (("created_at", "asc" if wanted.oldest_first else "desc"),)
    return Query("creations", Creation, where, order_by, limit, after)


def attempts(
    owner: str, *, limit: int, after: After = None, status: str | None = None, job_type: str | None = None
) -> Query[Creation]:
    """A person's creations, the latest change first."""
    where = _owned(owner, ("status", "==", status), ("job_type", "==", job_type))
    return Query("creations", Creation, where, (("updated_at", "desc"),), limit, after)


def _owned(owner: str, *asked: tuple[str, str, Value | None]) -> tuple[tuple[str, str, Value], ...]:
    filters = [(field, operator, value) for field, operator, value in asked if value is not None]
    return (("owner", "==", owner), *filters)


def chain(root_job_id: str, *, owner: str, limit: int, after: After = None) -> Query[Creation]:
    """Everything that was made from one root, oldest first."""
    where = (("owner", "==", owner), ("root_job_id", "==", root_job_id))
    return Query("creations", Creation, where, (("created_at", "asc"),), limit, after)


def dependents(source_job_id: str, *, state: str, limit: int) -> Query[Job]:
    """Jobs in a state that begin with this one's video.

    By id, not by time: most jobs have no source, and an index of their times would be one hot spot.
    """
    where = (("source_job_id", "==", source_job_id), ("state", "==", state))
    return Query("jobs", Job, where, (("id", "asc"),), limit)


def pictures(account_id: str, *, limit: int, after: After = None) -> Query[Upload]:
    """A person's uploads that can be used, newest first."""
    where = (("account_id", "==", account_id), ("state", "==", UploadState.READY.value))
    return Query("uploads", Upload, where, (("created_at", "desc"),), limit, after)


def ledger(account_id: str, *, limit: int, after: After = None) -> Query[LedgerEntry]:
    """An account's entries, newest first."""
    path = f"accounts/{account_id}/ledger"
    return Query(path, LedgerEntry, (), (("n", "desc"),), limit, after)


def entries(account_id: str, *, kind: str, limit: int, after: After = None) -> Query[LedgerEntry]:
    """An account's entries of one kind, newest first."""
    path = f"accounts/{account_id}/ledger"
    return Query(path, LedgerEntry, (("kind", "==", kind),), (("n", "desc"),), limit, after)


def accounts(*, limit: int, after: After = None) -> Query[Account]:
    """All accounts, by id."""
    return Query("accounts", Account, limit=limit, after=after)


def events(job_id: str, *, limit: int, after: After = None) -> Query[JobEvent]:
    """What happened to a job, in order."""
    return Query(f"jobs/{job_id}/events", JobEvent, (), (("n", "asc"),), limit, after)


def feed(*, limit: int, after: After = None) -> Query[FeedItem]:
    """Published videos, newest first."""
    return Query("feed", FeedItem, (), (("published_at", "desc"),), limit, after)
