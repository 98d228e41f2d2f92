"""Temporary folders that are used again: the product asks for a few dozen per schedule, and each costs."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE_MAX_BYTES = 10_000


def write(path: Path, content: bytes) -> None:
    """Write a new file in three calls; `Path.write_bytes` takes four times as long."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(file, content)
    os.close(file)


def read(path: Path) -> bytes:
    """Read a small file, as quickly."""
    file = os.open(path, os.O_RDONLY)
    content = os.read(file, SIZE_MAX_BYTES)
    os.close(file)
    return content


class _Folder:
    """A `TemporaryDirectory` that is emptied at its end and lent to whoever comes next."""

    home = ""
    made = 0
    free: list[str]

    def __init__(self, **_where: str) -> None:
        self.name = _Folder.free.pop() if _Folder.free else self._new()

    def _new(self) -> str:
        _Folder.made += 1
        name = f"{self.home}/{self.made}"
        os.mkdir(name)  # noqa: PTH102 - a Path costs more than the call
        return name

    def __enter__(self) -> str:
        return self.name

    def __exit__(self, *_error: object) -> None:
        for left in os.listdir(self.name):  # noqa: PTH208
            os.unlink(f"{self.name}/{left}")  # noqa: PTH108
        _Folder.free.append(self.name)


@contextmanager
def folders_used_again() -> Iterator[None]:
    """Lend the product's temporary folders out of a few, in memory where that is possible."""
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    own = tempfile.TemporaryDirectory
    with own(dir=memory) as home:
        _Folder.home, _Folder.made, _Folder.free = home, 0, []
        tempfile.TemporaryDirectory = _Folder  # type: ignore[assignment, misc]
        try:
            yield
        finally:
            tempfile.TemporaryDirectory = own  # type: ignore[misc]
