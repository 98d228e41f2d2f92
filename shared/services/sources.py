"""What a job may be made from: a finished video of the same person, in a chain that is not too deep."""

from shared.errors import NotFound, SourceNotUsable
from shared.job_types.base import SourceJob
from shared.model.job import Job, JobState
from shared.model.source import Source
from shared.model.video import Video
from shared.services.job_reader import owned
from shared.store import documents
from shared.store.base import Store, Tx

DEPTH_MAX = 50


class Sources:
    """Finds sources for orders."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, caller_id: str, job_id: str) -> SourceJob:
        """Return the caller's finished job with its video, pinned.

        Raises:
            NotFound: the caller has no such job.
            SourceNotUsable: it has no finished video, or the chain would become too long.
        """
        job = _mine(self._store.get(documents.job(job_id)), caller_id)
        video = self._store.get(documents.video(job.video_id)) if job.video_id else None
        return SourceJob(job, usable(job, video))


def _mine(job: Job | None, caller_id: str) -> Job:
    try:
        return owned(job, caller_id)
    except NotFound:
        raise NotFound(
            "The video to begin with is not among yours: it was deleted, or its id is wrong. Choose another."
        ) from None


def usable(job: Job, video: Video | None) -> Source:
    """Return the pinned video of a job that may be a source.

    Raises:
        SourceNotUsable: it may not.
    """
    if job.state is not JobState.COMPLETED or video is None:
        raise SourceNotUsable(
            "The source has no finished video. Wait for its end, or choose another job.", state=job.state
        )
    if job.depth >= DEPTH_MAX:
        raise SourceNotUsable(f"A chain may have at most {DEPTH_MAX} links. Begin with a new video.")
    return Source.of(video)


def check_source(tx: Tx, caller_id: str, source_job_id: str, pinned: Source | None) -> None:
    """Rely on the source being what it was when the order was priced, until the order is committed.

    Raises:
        NotFound, SourceNotUsable: it is not.
    """
    job = _mine(tx.get(documents.job(source_job_id)), caller_id)
    video = tx.get(documents.video(job.video_id)) if job.video_id else None
    if usable(job, video) != pinned:
        raise SourceNotUsable("The source has changed meanwhile. Send the same request again.")
