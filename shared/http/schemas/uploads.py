"""Images that people send us."""

from typing import Annotated, Literal, Self

from pydantic import Field

from shared.http.paging import PageQuery
from shared.http.schemas.base import Request, Time, View
from shared.media.picture import SIZE_MAX_BYTES
from shared.model.upload import Upload, UploadState
from shared.services.pictures import Link

ContentType = Literal["image/jpeg", "image/png", "image/webp"]


class UploadRequest(Request):
    """The picture that is about to be sent."""

    content_type: ContentType
    size_bytes: Annotated[int, Field(gt=0, le=SIZE_MAX_BYTES)]


class UploadsQuery(PageQuery):
    """Which part of the pictures."""


class UploadView(View):
    """An uploaded picture. While it is `waiting`, `url` takes it by PUT, with exactly these `headers`.

    Once it is `ready`, `view_url` shows it as it will be used.
    """

    id: str
    state: UploadState
    content_type: str
    size_bytes: int
    width: int | None
    height: int | None
    reason: str | None
    created_at: Time
    url: str | None
    headers: dict[str, str] | None
    view_url: str | None
    urls_expire_at: Time | None
    links: dict[str, str] = Field(alias="_links")

    @classmethod
    def of(
        cls,
        upload: Upload,
        *,
        url: str | None = None,
        headers: dict[str, str] | None = None,
        shown: Link | None = None,
    ) -> Self:
        """Return the view of an upload, with the link to send it or, as `shown`, to see it."""
        view_url, expires_at = shown or (None, None)
        return cls(
            id=upload.id,
            state=upload.state,
            content_type=upload.content_type,
            size_bytes=upload.size_bytes,
            width=upload.width,
            height=upload.height,
            reason=upload.reason,
            created_at=upload.created_at,
            url=url,
            headers=headers,
            view_url=view_url,
            urls_expire_at=expires_at,
            links={"self": f"/api/uploads/{upload.id}"},
        )


class UploadsPage(View):
    """A page of the pictures that can be used in an order, newest first."""

    uploads: list[UploadView]
    next: str | None
