"""The need: keep files by name and generation, and lend them out by signed links."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from shared.model.video import StoredObject

LINK_TTL_S = 3600
"""How long a signed link lives; V4 allows 7 days at most, and a link cannot be taken back."""


READ_MAX_BYTES = 1024 * 1024
"""The largest piece in which an object is read: what a reader holds in memory."""


class ObjectStore(Protocol):
    """Raises TransientError when storage does not answer, PreconditionFailed where named."""

    def put(self, name: str, file: Path, *, content_type: str) -> StoredObject:
        """Create an object that must not exist; if the same bytes are there already, that is success.

        Its checksum is stored with it, and told wherever it is found.

        Raises:
            PreconditionFailed: other bytes are there.
        """
        ...

    def find(self, name: str) -> StoredObject | None:
        """Return what is stored under a name."""
        ...

    def list(self, prefix: str, *, limit: int) -> list[StoredObject]:
        """Return at most `limit` objects whose names begin with `prefix`."""
        ...

    def fetch(self, name: str, target: Path, *, size_max_bytes: int) -> StoredObject:
        """Download an object into `target`.

        Raises:
            PermanentError: it does not exist or is larger than `size_max_bytes`.
        """
        ...

    def read(self, stored: StoredObject, start: int, stop: int) -> Iterator[bytes]:
        """Yield bytes `start` to `stop` of exactly this generation, at most `READ_MAX_BYTES` at once.

        What it yields is whole once it ends: it raises rather than ends early.

        Raises:
            PermanentError: this generation is not there.
        """
        ...

    def delete(self, name: str) -> None:
        """Remove an object; one that is gone already is fine."""
        ...

    def link(self, stored: StoredObject, *, ttl_s: int = LINK_TTL_S, file_name: str | None = None) -> str:
        """Return a signed GET link to exactly this generation; `file_name` makes it a download."""
        ...

    def upload_link(
        self, name: str, *, content_type: str, size_max_bytes: int, ttl_s: int
    ) -> tuple[str, dict[str, str]]:
        """Return a signed PUT link and the headers that the sender must send with it."""
        ...
