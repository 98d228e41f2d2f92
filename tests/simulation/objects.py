"""The bucket of the simulation: the fake of the unit tests, with yield points and faults around it."""

from pathlib import Path

from shared.errors import TransientError
from shared.model.video import StoredObject
from tests.fakes.memory_objects import MemoryObjects
from tests.simulation.files import read
from tests.simulation.surroundings import Surroundings


class SimObjects(MemoryObjects):
    """An `ObjectStore` that loses calls and their answers; remembers when each file was stored."""

    def __init__(self, world: Surroundings) -> None:
        super().__init__(now=world.now, read=read)
        self._world = world
        self.stored_s: dict[str, float] = {}

    def put(self, name: str, file: Path, *, content_type: str) -> StoredObject:
        self._world.at("mid-upload")
        self._lose("objects.lost_before")
        new = name not in self.objects
        stored = super().put(name, file, content_type=content_type)
        if new:
            self.stored_s[name] = self._world.time
        self._world.at("post-upload")
        self._lose("objects.lost_after")
        return stored

    def drop(self, name: str, content: bytes) -> None:
        """Let somebody else, a provider or a browser, store a file."""
        if name not in self.objects:
            self._keep(name, content, "video/mp4")
            self.stored_s[name] = self._world.time

    def list(self, prefix: str, *, limit: int) -> list[StoredObject]:
        self._world.at("pre-list")
        self._lose("objects.lost_before")
        found = super().list(prefix, limit=limit)
        self._world.at("post-list")
        return found

    def fetch(self, name: str, target: Path, *, size_max_bytes: int) -> StoredObject:
        self._world.at("pre-download")
        self._lose("objects.lost_before")
        stored = super().fetch(name, target, size_max_bytes=size_max_bytes)
        self._world.at("mid-download")
        return stored

    def delete(self, name: str) -> None:
        self._world.at("mid-gc")
        self._lose("objects.lost_before")
        super().delete(name)

    def _lose(self, kind: str) -> None:
        if self._world.lost(kind):
            raise TransientError("Storage does not answer.", code="storage_unavailable")
