"""Guards of what is shown: to the owner, and to everybody."""

from typing import Any

from shared.errors import JobNotPublishable
from shared.model.base import Time
from shared.model.feed import FeedItem
from shared.model.job import Job
from shared.services import journal
from shared.services.drafts import Drafts
from shared.services.job_reader import owned
from shared.store import documents
from shared.store.optimistic import OptimisticTx
from tests.simulation.mutants.mutant import Mutant, Patch
from tests.simulation.store import SimTx


def _publish_without(guard: str) -> list[Patch]:
    """Publish without looking at one of: video (whether there is one), published (already)."""

    def publish(self: Drafts, caller_id: str, job_id: str) -> Job:
        at = self._now()

        def body(tx: Any) -> Job:
            job = owned(tx.get(documents.job(job_id)), caller_id)
            if job.video_id is None and guard != "video":
                raise JobNotPublishable("No.", state=job.state)
            if job.published_at is not None and guard != "published":
                return job
            if job.media is not None:
                tx.project(documents.feed_item(str(job.video_id)), _item(job, at))
            return journal.write(tx, job.changed(at, published_at=at), "published")

        body.__qualname__ = "Drafts.publish.<locals>.body"
        return self._store.transact(body)

    return [(Drafts, "publish", publish)]


def _item(job: Job, at: Time) -> FeedItem:
    assert job.media is not None
    words = {"prompt": job.prompt, "job_type": job.job_type, "model": job.model}
    return FeedItem(id=str(job.video_id), job_id=job.id, published_at=at, **words, **job.media.model_dump())


def _projection_forgotten() -> list[Patch]:
    real = OptimisticTx.project

    def project(self: OptimisticTx, ref: Any, document: Any) -> None:
        if not ref.path.startswith("creations/") or document.status == "pending":
            real(self, ref, document)

    return [(OptimisticTx, "project", project)]


def _feed_kept() -> list[Patch]:
    def delete(self: SimTx, ref: Any) -> None:
        if not ref.path.startswith("feed/"):
            self._writes[ref.path] = None

    return [(SimTx, "delete", delete)]


SHOWN = (
    Mutant("publish-unfinished", "a job without a video is published", lambda: _publish_without("video")),
    Mutant(
        "publish-unrecognised", "a video is published again and again", lambda: _publish_without("published")
    ),
    Mutant("projection-stale", "a change of a job does not reach its projection", _projection_forgotten),
    Mutant("feed-kept", "a deleted or unpublished video stays in the feed", _feed_kept),
)
