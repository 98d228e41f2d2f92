"""Reading jobs: as their owner sees them, now or when they have ended."""

import time
from collections.abc import Callable

from shared.errors import NotFound
from shared.model.creation import Creation
from shared.model.event import JobEvent
from shared.model.job import Job
from shared.model.job_filter import JobFilter
from shared.store import documents, queries
from shared.store.base import Store

WAIT_MAX_S = 55.0
"""Hosting gives up at 60 s; who asks for 60 gets an answer before that."""


BATCHES_MAX = 10
"""How often one page asks the database for more, when few of what it finds have all the words."""


class JobReader:
    """Reads what the caller owns; somebody else's job does not exist."""

    def __init__(
        self,
        store: Store,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._sleep = sleep
        self._monotonic = monotonic

    def get(self, caller_id: str, job_id: str) -> Job:
        """Return the caller's job.

        Raises:
            NotFound: it does not exist, was deleted, or is somebody else's; the answer is the same.
        """
        return owned(self._store.get(documents.job(job_id)), caller_id)

    def wait(self, caller_id: str, job_id: str, *, wait_s: float) -> Job:
        """Return the caller's job once it is settled, or as it stands after `wait_s` seconds."""
        give_up = self._monotonic() + min(wait_s, WAIT_MAX_S)
        pause_s = 0.2
        while not (job := self.get(caller_id, job_id)).settled:
            left_s = give_up - self._monotonic()
            if left_s <= 0:
                break
            self._sleep(min(pause_s, left_s))
            pause_s = min(pause_s * 1.5, 1.0)
        return job

    def page(
        self, caller_id: str, wanted: JobFilter, *, limit: int, after: queries.After = None
    ) -> tuple[list[Job], queries.After]:
        """Return at most `limit` of the caller's jobs by created_at, and where to go on if there may be more.

        The database finds one of several words, and the others are looked for in what it found, up to a
        bound: so a page may hold few jobs, or none, and yet not be the last one.
        """
        found: list[Creation] = []
        for _ in range(BATCHES_MAX):
            batch = self._store.find(queries.creations(caller_id, wanted, limit=limit + 1, after=after))
            for creation in batch:
                if not set(wanted.words) <= set(creation.words):
                    continue
                if len(found) == limit:
                    return self._behind(found), (found[-1].created_at, found[-1].id)
                found.append(creation)
            if len(batch) <= limit:
                return self._behind(found), None
            after = (batch[-1].created_at, batch[-1].id)
        return self._behind(found), after

    def attempts(
        self,
        caller_id: str,
        *,
        limit: int,
        after: queries.After = None,
        status: str | None = None,
        job_type: str | None = None,
    ) -> tuple[list[Job], queries.After]:
        """Return the caller's jobs, the latest change first, and where to go on if there are more."""
        found = self._store.find(
            queries.attempts(caller_id, limit=limit + 1, after=after, status=status, job_type=job_type)
        )
        page = found[:limit]
        more = len(found) > limit
        return self._behind(page), (page[-1].updated_at, page[-1].id) if more else None

    def chain(self, job: Job, *, limit: int, after: queries.After = None) -> tuple[list[Job], queries.After]:
        """Return what shares this job's root and owner, oldest first, and where to go on if there is more."""
        found = self._store.find(
            queries.chain(job.root_job_id, owner=job.account_id, limit=limit + 1, after=after)
        )
        page = found[:limit]
        more = len(found) > limit
        return self._behind(page), (page[-1].created_at, page[-1].id) if more else None

    def events(
        self, caller_id: str, job_id: str, *, limit: int, after: queries.After = None
    ) -> list[JobEvent]:
        """Return what happened to the caller's job, in order."""
        self.get(caller_id, job_id)
        return self._store.find(queries.events(job_id, limit=limit, after=after))

    def _behind(self, creations: list[Creation]) -> list[Job]:
        jobs = self._store.get_all([documents.job(creation.id) for creation in creations])
        return [job for job in jobs if job is not None and job.deleted_at is None]


def owned(job: Job | None, caller_id: str) -> Job:
    """Return the job if the caller may know of it.

    Raises:
        NotFound: it does not exist, was deleted, or is somebody else's; the answer is the same.
    """
    if job is None or job.account_id != caller_id or job.deleted_at is not None:
        raise NotFound("There is no such job.")
    return job
