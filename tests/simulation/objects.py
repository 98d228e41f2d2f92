"""The bucket of the simulation: the fake of the unit tests, with yield points and faults around it."""

from collections.abc import Callable
from pathlib import Path

from shared.errors import TransientError
from shared.model.video import StoredObject
from tests.fakes.memory_objects import MemoryObjects
from tests.simulation.files import read
from tests.simulation.surroundings import Surroundings


class SimObjects(MemoryObjects):
    """An `ObjectStore` that loses calls and their answers; remembers when each file was stored."""

    def __init__(self, world: Surroundings) -> None:
        super().__init__(now=world.now, read_file=read)
        self._world = world
        self.stored_s: dict[str, float] = {}
        self.contents: dict[int, bytes] = {}
        """What was ever stored, by generation."""
        self.replaced: set[str] = set()
        self.watch: Callable[[str], None] = lambda name: None
        """Hears of every file that is removed, just before it is."""

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

    def replace(self, name: str, content: bytes) -> None:
        """Put other bytes in a file's place, as no part of ours ever does."""
        self._keep(name, content, "video/mp4")
        self.replaced.add(name)

    def has(self, file: StoredObject) -> bool:
        """Tell whether a file is still there, but for those that somebody else replaced."""
        found = self.objects.get(file.name)
        return found is not None and (found[0].generation == file.generation or file.name in self.replaced)

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
        self.watch(name)
        super().delete(name)

    def _keep(self, name: str, content: bytes, content_type: str, crc32: int | None = None) -> StoredObject:
        stored = super()._keep(name, content, content_type, crc32)
        self.contents[stored.generation] = content
        return stored

    def _lose(self, kind: str) -> None:
        if self._world.lost(kind):
            raise TransientError("Storage does not answer.", code="storage_unavailable")
