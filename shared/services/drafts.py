"""From draft to feed and back."""

from shared.clock import Now
from shared.errors import JobNotPublishable
from shared.model.feed import FeedItem
from shared.model.job import Job, JobState
from shared.services import journal, news
from shared.services.job_reader import owned
from shared.store import documents, queries
from shared.store.base import Store, Tx


class Drafts:
    """Publishing: the owner decides what everybody may see."""

    def __init__(self, store: Store, *, now: Now) -> None:
        self._store = store
        self._now = now

    def publish(self, caller_id: str, job_id: str) -> Job:
        """Put a finished video into the feed; publishing twice is once.

        Raises:
            NotFound: the caller has no such job.
            JobNotPublishable: it has no video.
        """
        at = self._now()

        def body(tx: Tx) -> Job:
            job = owned(tx.get(documents.job(job_id)), caller_id)
            if job.state is not JobState.COMPLETED or job.video_id is None or job.media is None:
                raise JobNotPublishable(
                    "Only a finished video can be published. Wait for the job's end, or retry it.",
                    state=job.state,
                )
            if job.published_at is not None:
                return job
            shown = job.changed(at, published_at=at)
            item = FeedItem(
                id=job.video_id,
                job_id=job.id,
                prompt=job.prompt,
                job_type=job.job_type,
                model=job.model,
                published_at=at,
                **job.media.model_dump(),
            )
            tx.project(documents.feed_item(job.video_id), item)
            return journal.write(tx, shown, "published")

        job = self._store.transact(body)
        if job.published_at == at:
            news.tell("job.published", job, video_id=job.video_id)
        return job

    def unpublish(self, caller_id: str, job_id: str) -> Job:
        """Take a video out of the feed; it is a draft again.

        Raises:
            NotFound: the caller has no such job.
        """
        at = self._now()

        def body(tx: Tx) -> Job:
            job = owned(tx.get(documents.job(job_id)), caller_id)
            if job.published_at is None or job.video_id is None:
                return job
            tx.delete(documents.feed_item(job.video_id))
            return journal.write(tx, job.changed(at, published_at=None), "unpublished")

        job = self._store.transact(body)
        if job.updated_at == at:
            news.tell("job.unpublished", job, video_id=job.video_id)
        return job

    def feed(self, *, limit: int, after: queries.After = None) -> list[FeedItem]:
        """Return published videos, newest first."""
        return self._store.find(queries.feed(limit=limit, after=after))
