"""Where the bytes are: files named by random ids, never by what a client chose."""

import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

_COPY_BYTES = 1 << 30


class DataFiles:
    """`incoming/` holds what is still arriving, `objects/` what is complete.

    Both are on one file system, so that `publish` is one atomic rename.
    """

    def __init__(self, directory: Path) -> None:
        self._incoming = directory / "incoming"
        self._objects = directory / "objects"
        self._incoming.mkdir(parents=True, exist_ok=True)
        self._objects.mkdir(exist_ok=True)

    def new_id(self) -> str:
        """Return a name that no file has."""
        return uuid.uuid4().hex

    def incoming(self, file_id: str) -> Path:
        """Return where the bytes of an unfinished upload are."""
        return self._incoming / file_id

    def complete(self, file_id: str) -> Path:
        """Return where the bytes of an object are."""
        return self._objects / file_id

    def received_bytes(self, file_id: str) -> int:
        """Return how much of an unfinished upload has arrived."""
        path = self.incoming(file_id)
        return path.stat().st_size if path.exists() else 0

    def append(self, file_id: str) -> BinaryIO:
        """Open unfinished bytes for more of them; every write goes straight to the system."""
        return self.incoming(file_id).open("ab", buffering=0)

    def truncate(self, file_id: str, size_bytes: int) -> None:
        """Cut off the end of unfinished bytes."""
        if self.received_bytes(file_id) > size_bytes:
            os.truncate(self.incoming(file_id), size_bytes)

    def publish(self, file_id: str) -> None:
        """Move finished bytes to where objects are read from."""
        os.replace(self.incoming(file_id), self.complete(file_id))  # noqa: PTH105  says "atomic"

    def open(self, file_id: str) -> BinaryIO:
        """Open an object's bytes; they stay readable even if the object is deleted meanwhile."""
        return self.complete(file_id).open("rb")

    def link(self, source_id: str) -> str:
        """Give the same, never changing, bytes a second name among the incoming."""
        file_id = self.new_id()
        self.incoming(file_id).hardlink_to(self.complete(source_id))
        return file_id

    def concatenate(self, sources: Iterable[BinaryIO]) -> str:
        """Copy open files one after the other, inside the kernel, and close them."""
        file_id = self.new_id()
        with self.incoming(file_id).open("wb") as target:
            for source in sources:
                with source:
                    while os.sendfile(target.fileno(), source.fileno(), None, _COPY_BYTES):
                        pass
        return file_id

    def discard(self, file_id: str) -> None:
        """Remove unfinished bytes, if there are any."""
        self.incoming(file_id).unlink(missing_ok=True)

    def remove(self, file_id: str) -> None:
        """Remove an object's bytes."""
        self.complete(file_id).unlink(missing_ok=True)

    def is_whole(self, file_id: str, size_bytes: int) -> bool:
        """Tell whether an object's bytes are all there."""
        path = self.complete(file_id)
        return path.is_file() and path.stat().st_size == size_bytes

    def sweep(self, *, uploads: set[str], objects: set[str]) -> int:
        """Remove every file that nothing refers to; return how many."""
        orphans = [path for path in self._incoming.iterdir() if path.name not in uploads]
        orphans += [path for path in self._objects.iterdir() if path.name not in objects]
        for path in orphans:
            path.unlink()
        return len(orphans)
