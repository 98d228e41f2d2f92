"""What the database and the bucket must say after a race, whoever won it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shared.model.creation import Creation
from shared.model.event import JobEvent
from shared.model.feed import FeedItem
from shared.model.job import Job, JobState
from shared.model.ledger import Account, EntryKind, LedgerEntry
from shared.model.video import Video
from shared.store import documents, queries
from shared.store.base import Query
from tests.integration.races.moves import ALICE

LIMIT = 1000
ENDS = {"completed", "failed", "canceled"}
FINALS = {
    JobState.COMPLETED: EntryKind.CAPTURE,
    JobState.FAILED: EntryKind.RELEASE,
    JobState.CANCELED: EntryKind.RELEASE,
}


@dataclass(frozen=True)
class Books:
    """Everything that one person's round has left in the database."""

    account: Account
    entries: list[LedgerEntry]
    jobs: dict[str, Job]
    creations: dict[str, Creation]
    videos: dict[str, Video]
    feed: dict[str, FeedItem]
    events: dict[str, list[JobEvent]]

    @classmethod
    def read(cls, store: Any) -> "Books":
        jobs = store.find(Query("jobs", Job, order_by=(("id", "asc"),), limit=LIMIT))
        creations = store.find(Query("creations", Creation, order_by=(("id", "asc"),), limit=LIMIT))
        videos = store.find(Query("videos", Video, order_by=(("id", "asc"),), limit=LIMIT))
        return cls(
            account=store.get(documents.account(ALICE)) or Account(id=ALICE),
            entries=store.find(queries.ledger(ALICE, limit=LIMIT)),
            jobs={job.id: job for job in jobs},
            creations={creation.id: creation for creation in creations},
            videos={video.job_id: video for video in videos},
            feed={item.job_id: item for item in store.find(queries.feed(limit=LIMIT))},
            events={job.id: store.find(queries.events(job.id, limit=LIMIT)) for job in jobs},
        )

    def kinds(self, job_id: str) -> list[str]:
        """Return what happened to a job, in order."""
        return [event.kind for event in self.events[job_id]]


def broken(books: Books, *, granted: int) -> Iterator[str]:
    """Yield in which way the books contradict themselves, or what was granted."""
    yield from _account(books, granted=granted)
    if set(books.creations) - set(books.jobs):
        yield "something is shown that is no job"
    for job in books.jobs.values():
        yield from _money(books, job)
        yield from _shown(books, job)
        yield from _told(books, job)
        yield from _fenced(books, job)


def broken_files(books: Books, objects: Any) -> Iterator[str]:
    """Yield which files are missing, or left behind, once nothing is owed any more."""
    for job in books.jobs.values():
        if not job.settled or job.sweep_after is not None:
            yield f"{job.id} is {job.state} and owed something at {job.sweep_after}"
        video, wanted = books.videos.get(job.id), set()
        if job.state is JobState.COMPLETED and job.deleted_at is None and video is not None:
            wanted = {(one.name, one.generation) for one in video.files}
        found = {(one.name, one.generation) for one in objects.list(f"{job.folder}/", limit=LIMIT)}
        if wanted != found:
            yield f"{job.id}, {job.state}, has the files {found} and should have {wanted}"


def _account(books: Books, *, granted: int) -> Iterator[str]:
    account, entries = books.account, books.entries
    sums = (sum(one.available_delta for one in entries), sum(one.held_delta for one in entries))
    if sums != (account.available, account.held):
        yield f"{account} is not the sum of its entries, {sums}"
    if sorted(one.n for one in entries) != list(range(1, account.ver + 1)):
        yield f"{account} has the entries {sorted(one.n for one in entries)}"
    captured = sum(one.amount for one in entries if one.kind is EntryKind.CAPTURE)
    entered = sum(one.amount for one in entries if one.kind is EntryKind.GRANT)
    if not entered == granted == account.available + account.held + captured:
        yield f"{granted} to be granted, {entered} granted, {captured} captured, {account}"
    active = [job.price for job in books.jobs.values() if not job.settled]
    if (account.active_jobs, account.held) != (len(active), sum(active)):
        yield f"{account} and the unsettled jobs cost {active}"


def _money(books: Books, job: Job) -> Iterator[str]:
    mine = [entry for entry in books.entries if entry.job_id == job.id]
    holds = [entry.amount for entry in mine if entry.id == f"{job.id}:hold"]
    finals = [(entry.kind, entry.amount) for entry in mine if entry.id == f"{job.id}:final"]
    wanted = [(FINALS[job.state], job.price)] if job.settled else []
    if holds != [job.price] or finals != wanted or len(mine) != len(holds) + len(finals):
        yield f"{job.id} is {job.state} at {job.price} and has the entries {mine}"


def _shown(books: Books, job: Job) -> Iterator[str]:
    creation, video = books.creations.get(job.id), books.videos.get(job.id)
    wanted = None if job.deleted_at else Creation.of(job)
    if wanted is not None and creation is not None and creation.revision <= job.revision:
        wanted = wanted.model_copy(update={"revision": creation.revision})
    if creation != wanted:
        yield f"{job.id} is shown as {creation} and should be as {wanted}"
    if (job.id in books.feed) != (job.published_at is not None) or (job.published_at and job.deleted_at):
        yield f"{job.id}: published {job.published_at}, deleted {job.deleted_at}, {books.feed.get(job.id)}"
    made = job.state is JobState.COMPLETED
    tidied_away = job.deleted_at is not None and job.sweep_after is None
    if (video is not None) != (made and not tidied_away) or (job.video_id is not None) != made:
        yield f"{job.id} is {job.state}, deleted {job.deleted_at}, and has the video {video}"


def _told(books: Books, job: Job) -> Iterator[str]:
    """The history: one beginning, one end, and nothing after the deletion."""
    kinds = books.kinds(job.id)
    ends = [kind for kind in kinds if kind in ENDS]
    if kinds[:1] != ["created"] or ends != ([job.state.value] if job.settled else []):
        yield f"{job.id} is {job.state} and its history is {kinds}"
    if kinds.count("deleted") != (job.deleted_at is not None) or "deleted" in kinds[:-1]:
        yield f"{job.id}: deleted {job.deleted_at} and its history is {kinds}"
    shown = [kind for kind in kinds if kind in {"published", "unpublished"}]
    if shown != (["published", "unpublished"] * len(shown))[: len(shown)]:
        yield f"{job.id} was published twice: {kinds}"
    if any(event.n > job.revision for event in books.events[job.id]):
        yield f"{job.id} is at revision {job.revision} and its history ends at {books.events[job.id][-1].n}"


def _fenced(books: Books, job: Job) -> Iterator[str]:
    """Only the attempt that owned the job has ended it, and what was ordered is not canceled."""
    video = books.videos.get(job.id)
    if video is not None and video.attempt != job.attempt:
        yield f"{job.id} is at attempt {job.attempt} and has the video of attempt {video.attempt}"
    if job.state is JobState.CANCELED and job.at_provider:
        yield f"{job.id} is canceled and may be at its provider: {job.memo}"
