"""Take an MP4 apart into its boxes, change one, and put it together again.

Films that are changed have their index behind their pictures, so that an index of another size moves nothing.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

_HOLD_BOXES = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"udta"})

TABLES = "trak/mdia/minf/stbl"
"""Where an index keeps the tables of a track's samples."""


@dataclass
class Box:
    """One box: its own bytes, or the boxes in it. `size` is what its header claims, if that is a lie."""

    kind: bytes
    content: bytes = b""
    boxes: list["Box"] = field(default_factory=list)
    size: int | None = None

    def spelt(self) -> bytes:
        """Return the box as bytes; a claim past 32 bits takes the long form."""
        content = self.content + b"".join(box.spelt() for box in self.boxes)
        size = 8 + len(content) if self.size is None else self.size
        if size >= 2**32:
            return struct.pack(">I4sQ", 1, self.kind, size) + content
        return struct.pack(">I4s", size, self.kind) + content

    def all(self, path: str) -> list["Box"]:
        """Return the boxes at a path such as `trak/mdia/mdhd`, of every track."""
        found = [self]
        for kind in path.encode().split(b"/"):
            found = [inner for box in found for inner in box.boxes if inner.kind == kind]
        if not found:
            raise LookupError(f"there is no {path} in {self.kind!r}")
        return found


def boxes_of(content: bytes) -> list[Box]:
    """Return the boxes that follow one another in well-formed bytes."""
    boxes, start = [], 0
    while start < len(content):
        size, kind = struct.unpack_from(">I4s", content, start)
        inner = content[start + 8 : start + size]
        if kind in _HOLD_BOXES:
            boxes.append(Box(kind, boxes=boxes_of(inner)))
        else:
            boxes.append(Box(kind, inner))
        start += size
    return boxes


@dataclass
class Movie:
    """A whole file, taken apart."""

    boxes: list[Box]

    @classmethod
    def of(cls, content: bytes) -> "Movie":
        return cls(boxes_of(content))

    @property
    def index(self) -> Box:
        """The `moov`."""
        return next(box for box in self.boxes if box.kind == b"moov")

    @property
    def media(self) -> Box:
        """The `mdat`."""
        return next(box for box in self.boxes if box.kind == b"mdat")

    def spelt(self) -> bytes:
        return b"".join(box.spelt() for box in self.boxes)


Change = Callable[[Movie], object]


def changed(content: bytes, change: Change) -> bytes:
    """Return a film after `change` was done to its boxes."""
    movie = Movie.of(content)
    change(movie)
    return movie.spelt()


def patched(content: bytes, at: int, values: bytes) -> bytes:
    """Return bytes with some of them overwritten."""
    if at < 0 or at + len(values) > len(content):
        raise ValueError("the patch does not lie within")
    return content[:at] + values + content[at + len(values) :]


def set_all(path: str, at: int, values: bytes) -> Change:
    """Return the change that overwrites bytes in every box at a path of the index."""

    def change(movie: Movie) -> None:
        for box in movie.index.all(path):
            box.content = patched(box.content, at, values)

    return change


def replace_all(path: str, content: bytes) -> Change:
    """Return the change that gives every box at a path of the index other contents."""

    def change(movie: Movie) -> None:
        for box in movie.index.all(path):
            box.content = content

    return change
