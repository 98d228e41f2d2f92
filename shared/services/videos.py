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
    sprite_url: str | None = None
    added_url: str | None = None


@dataclass(frozen=True)
class Poster:
    """A signed link to a video's poster, where the film itself is not needed."""

    url: str
    expires_at: datetime


LINKS_KEPT_MAX = 2000
LINK_LIFE_MIN_S = LINK_TTL_S / 2
"""A kept link is given out as long as it lives at least this much longer."""


class Videos:
    """Reads videos and signs links, which are never stored: a link cannot be taken back.

    Signing costs milliseconds with a key and a call to IAM without, so this process keeps what it signed.
    """

    def __init__(self, store: Store, objects: ObjectStore, *, now: Now) -> None:
        self._store = store
        self._objects = objects
        self._now = now
        self._kept: dict[str, Links] = {}
        self._kept_posters: dict[str, Poster] = {}

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
        if video is None or video.account_id != caller_id:  # as quickly as if it were not there
            raise NotFound("There is no such video.")
        owned(self._store.get(documents.job(video.job_id)), caller_id)
        return video

    def links(self, video: Video) -> Links:
        """Return links to a video and its renditions that live for half an hour or more."""
        now = self._now()
        kept = self._kept.get(video.source.name)
        if kept is not None and kept.expires_at - now >= timedelta(seconds=LINK_LIFE_MIN_S):
            return kept
        links = Links(
            url=self._objects.link(video.source),
            poster_url=self._objects.link(video.poster),
            preview_url=self._objects.link(video.preview),
            sprite_url=self._objects.link(video.sprite.file) if video.sprite else None,
            added_url=self._objects.link(video.added) if video.added else None,
            expires_at=now + timedelta(seconds=LINK_TTL_S),
        )
        if len(self._kept) >= LINKS_KEPT_MAX:
            self._kept.clear()
        self._kept[video.source.name] = links
        return links

    def posters(self, jobs: Sequence[Job]) -> dict[str, Poster]:
        """Return the posters of finished jobs, by job id, with links that live for half an hour or more."""
        return {job_id: self._poster(video) for job_id, video in self.of(jobs).items()}

    def _poster(self, video: Video) -> Poster:
        now = self._now()
        kept = self._kept_posters.get(video.poster.name)
        if kept is None or kept.expires_at - now < timedelta(seconds=LINK_LIFE_MIN_S):
            kept = Poster(self._objects.link(video.poster), now + timedelta(seconds=LINK_TTL_S))
            if len(self._kept_posters) >= LINKS_KEPT_MAX:
                self._kept_posters.clear()
            self._kept_posters[video.poster.name] = kept
        return kept

    def feed_links(self, items: Sequence[FeedItem]) -> dict[str, Links]:
        """Return links to published videos, by item id."""
        videos = self._store.get_all([documents.video(item.id) for item in items]) if items else []
        return {video.id: self.links(video) for video in videos if video is not None}
