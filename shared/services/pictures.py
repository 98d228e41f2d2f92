"""The pictures that a person has sent before, and links to look at them."""

from datetime import datetime, timedelta

from shared.clock import Now
from shared.model.upload import Upload
from shared.storage.base import LINK_TTL_S, ObjectStore
from shared.store import queries
from shared.store.base import Store

LINKS_KEPT_MAX = 2000
LINK_LIFE_MIN_S = LINK_TTL_S / 2
"""A kept link is given out as long as it lives at least this much longer."""

Link = tuple[str, datetime]
"""Where to look at a picture, and until when."""


class Pictures:
    """Reads what can be used, and signs links; signing may be a call to IAM, so they are kept for a while."""

    def __init__(self, store: Store, objects: ObjectStore, *, now: Now) -> None:
        self._store = store
        self._objects = objects
        self._now = now
        self._kept: dict[str, Link] = {}

    def page(self, account_id: str, *, limit: int, after: queries.After = None) -> list[Upload]:
        """Return a person's pictures that can be used in an order, newest first."""
        return self._store.find(queries.pictures(account_id, limit=limit, after=after))

    def link(self, upload: Upload) -> Link | None:
        """Return a link to a picture that lives for half an hour or more; None if there is no picture."""
        if upload.image is None:
            return None
        now = self._now()
        kept = self._kept.get(upload.image.name)
        if kept is not None and kept[1] - now >= timedelta(seconds=LINK_LIFE_MIN_S):
            return kept
        link = self._objects.link(upload.image), now + timedelta(seconds=LINK_TTL_S)
        if len(self._kept) >= LINKS_KEPT_MAX:
            self._kept.clear()
        self._kept[upload.image.name] = link
        return link
