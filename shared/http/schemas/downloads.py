"""Chosen videos in one ZIP."""

from typing import Annotated, Self

from pydantic import Field, field_validator

from shared.http.schemas.base import Request, Time, View
from shared.model.download import VIDEOS_MAX, Download
from shared.services.downloads import Archive

VideoId = Annotated[
    str, Field(pattern=r"^[a-z2-7]{26}-[0-9]{1,3}$", examples=["gkio26rn5kjjn4x623xqm5cvi3-1"])
]


class DownloadRequest(Request):
    """The videos to have, in this order, each once."""

    video_ids: Annotated[
        list[VideoId],
        Field(
            min_length=1,
            max_length=VIDEOS_MAX,
            json_schema_extra={"uniqueItems": True, "examples": [["gkio26rn5kjjn4x623xqm5cvi3-1"]]},
        ),
    ]

    @field_validator("video_ids")
    @classmethod
    def _each_once(cls, ids: list[str]) -> list[str]:
        if len(set(ids)) < len(ids):
            raise ValueError("names a video twice. Send each once.")
        return ids


class DownloadView(View):
    """A ZIP that is ready to be fetched from `url`, by anybody who has the link, until it expires."""

    url: str
    expires_at: Time
    file_name: str
    size_bytes: int
    etag: str
    videos: int

    @classmethod
    def of(cls, download: Download, archive: Archive, *, url: str) -> Self:
        """Return the view of a ZIP."""
        return cls(
            url=url,
            expires_at=download.expires_at,
            file_name=archive.file_name,
            size_bytes=archive.size_bytes,
            etag=f'"{archive.etag}"',
            videos=len(download.video_ids),
        )
