"""Videos as clients see them: measures, and links that were signed a moment ago."""

from typing import Self

from shared.http.schemas.base import Time, View
from shared.model.feed import FeedItem
from shared.model.video import Video
from shared.services.videos import Links

Shown = tuple[Video, Links]
"""A video, and links that somebody may see it by."""


class VideoView(View):
    """A finished video."""

    id: str
    url: str
    poster_url: str
    preview_url: str
    urls_expire_at: Time
    width: int
    height: int
    duration_s: float
    fps: float
    size_bytes: int
    codec: str
    has_audio: bool

    @classmethod
    def of(cls, shown: Shown) -> Self:
        """Return the view of a video."""
        video, links = shown
        return cls(
            id=video.id,
            url=links.url,
            poster_url=links.poster_url,
            preview_url=links.preview_url,
            urls_expire_at=links.expires_at,
            width=video.probe.width,
            height=video.probe.height,
            duration_s=video.probe.duration_s,
            fps=video.probe.fps,
            size_bytes=video.probe.size_bytes,
            codec=video.probe.codec,
            has_audio=video.probe.has_audio,
        )


class FeedItemView(View):
    """One published video."""

    id: str
    job_id: str
    prompt: str
    job_type: str
    model: str
    url: str
    poster_url: str
    preview_url: str
    urls_expire_at: Time
    width: int
    height: int
    duration_s: float
    published_at: Time

    @classmethod
    def of(cls, item: FeedItem, links: Links) -> Self:
        """Return the view of a published video."""
        return cls(
            id=item.id,
            job_id=item.job_id,
            prompt=item.prompt,
            job_type=item.job_type,
            model=item.model,
            url=links.url,
            poster_url=links.poster_url,
            preview_url=links.preview_url,
            urls_expire_at=links.expires_at,
            width=item.width,
            height=item.height,
            duration_s=item.duration_s,
            published_at=item.published_at,
        )


class FeedView(View):
    """A page of the feed, newest first. Everybody may see it."""

    items: list[FeedItemView]
    next: str | None
