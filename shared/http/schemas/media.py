"""Videos as clients see them: measures, and links that were signed a moment ago."""

from typing import Self

from shared.http.schemas.base import Time, View
from shared.model.feed import FeedItem
from shared.model.video import Grid, Video
from shared.services.videos import Links

Shown = tuple[Video, Links]
"""A video, and links that somebody may see it by."""


class SpriteView(View):
    """The film at a glance, for scrubbing: tile `n`, row by row, shows it at `n * interval_s`."""

    url: str
    columns: int
    rows: int
    tile_width: int
    tile_height: int
    interval_s: float

    @classmethod
    def of(cls, grid: Grid, url: str) -> Self:
        """Return the view of a sprite sheet."""
        return cls(url=url, **grid.model_dump())


class VideoView(View):
    """A finished video; `added_url` is the new part of an extension."""

    id: str
    url: str
    poster_url: str
    preview_url: str
    sprite: SpriteView | None
    added_url: str | None
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
            sprite=_sprite(video, links),
            added_url=links.added_url,
            urls_expire_at=links.expires_at,
            width=video.probe.width,
            height=video.probe.height,
            duration_s=video.probe.duration_s,
            fps=video.probe.fps,
            size_bytes=video.probe.size_bytes,
            codec=video.probe.codec,
            has_audio=video.probe.has_audio,
        )


def _sprite(video: Video, links: Links) -> SpriteView | None:
    if video.sprite is None or links.sprite_url is None:
        return None
    return SpriteView.of(video.sprite.grid, links.sprite_url)


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
