"""An image a person sent us, from the signed link to the cleaned picture."""

from enum import StrEnum

from shared.model.base import Model, Time
from shared.model.video import StoredObject

UPLOAD_ID = "[A-Za-z0-9-][A-Za-z0-9_-]{0,63}"
"""How an upload's id may be spelled: it is part of a path, and the database keeps `__…__` for itself."""


class UploadState(StrEnum):
    """`waiting` for the bytes, `ready` to be used, or `refused` with the reason."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"


class Upload(Model):
    """One image.

    `raw` is where the browser puts it; `image` is what we made of it: upright, without metadata.
    """

    id: str
    account_id: str
    content_type: str
    size_bytes: int
    state: UploadState = UploadState.WAITING
    raw: str
    image: StoredObject | None = None
    width: int | None = None
    height: int | None = None
    reason: str | None = None
    created_at: Time
