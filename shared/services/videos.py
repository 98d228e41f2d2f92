"""Finished videos and the links that lend them out, minted when somebody reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.clock import Now
from shared.errors import NotFound
from shared.model.feed import FeedItem
from shared.model.job import Job
from shared.model.video import Video
from shared.services.job_reader import owned
from shared.storage.base import LINK_TTL_S, ObjectStore
from shared.store import documents
from shared.store.base import Store


@dataclass(frozen=True)
class Links:
    """Signed links to a video's files; all end at `expires_at`."""

    url: str
    poster_url: str
    preview_url: str
    expires_at: datetime


class Videos:
    """Reads videos and signs links. Nothing of this is stored: a link cannot be taken back."""

    def __init__(self, store: Store, objects: ObjectStore, *, now: Now) -> None:
        self._store = store
        self._objects = objects
        self._now = now

    def of(self, jobs: Sequence[Job]) -> dict[str, Video]:
        """Return the videos of finished jobs, by job id."""
        finished = {job.id: documents.video(job.video_id) for job in jobs if job.video_id is not None}
        videos = self._store.get_all(list(finished.values())) if finished else []
        return {job_id: video for job_id, video in zip(finished, videos, strict=True) if video is not None}

    def get(self, caller_id: str, video_id: str) -> Video:
        """Return the caller's video.

        Raises:
            NotFound: it does not exist, was deleted, or is somebody else's.
        """
        video = self._store.get(documents.video(video_id))
        if video is None:
            raise NotFound("There is no such video.")
        owned(self._store.get(documents.job(video.job_id)), caller_id)
        return video

    def links(self, video: Video) -> Links:
        """Return fresh links to a video, its poster and its preview."""
        return Links(
            url=self._objects.link(video.source),
            poster_url=self._objects.link(video.poster),
            preview_url=self._objects.link(video.preview),
            expires_at=self._now() + timedelta(seconds=LINK_TTL_S),
        )

    def feed_links(self, items: Sequence[FeedItem]) -> dict[str, Links]:
        """Return fresh links to published videos, by item id."""
        videos = self._store.get_all([documents.video(item.id) for item in items]) if items else []
        return {video.id: self.links(video) for video in videos if video is not None}
