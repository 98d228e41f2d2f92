"""MP4 files whose pictures are elsewhere: past their end, in another file, on a server."""

import struct
from collections.abc import Iterator

from tests.fakes.films import a_box
from tests.hostile_media.atoms import TABLES, Change, changed, replace_all
from tests.hostile_media.case import OK, UNUSABLE, Canary, Case


def references(film: bytes, canary: Canary) -> Iterator[Case]:
    """Yield `film`, a good one, with its pictures said to be elsewhere."""
    for name, (change, ends) in _places(canary).items():
        yield Case(name, changed(film, change), ends)


def _places(canary: Canary) -> dict[str, tuple[Change, str]]:
    def elsewhere(offset: int) -> Change:
        return replace_all(f"{TABLES}/stco", struct.pack(">III", 0, 1, offset))

    def outside(kind: bytes, place: bytes) -> Change:
        """Return the change that names another file as the one that holds the pictures."""
        entry = a_box(kind, bytes(4) + place)
        return replace_all("trak/mdia/minf/dinf/dref", struct.pack(">II", 0, 1) + entry)

    file = str(canary.file).encode()
    return {
        "pictures past the end": (elsewhere(2**31), UNUSABLE),
        "pictures in the index": (elsewhere(8), UNUSABLE),
        # The name of another file is not even read, and the pictures are in this one.
        "pictures in a file": (outside(b"url ", b"file://" + file + b"\0"), OK),
        "pictures on a server": (outside(b"url ", canary.url.encode() + b"/dref.mov\0"), OK),
        "pictures in a file by alias": (outside(b"alis", _alias(canary, levels=0)), UNUSABLE),
        "pictures in a neighbour by alias": (outside(b"alis", _alias(canary, levels=1)), UNUSABLE),
        "pictures in a resource": (outside(b"rsrc", _alias(canary, levels=0)), OK),
    }


def _alias(canary: Canary, *, levels: int) -> bytes:
    """Return a Macintosh alias record that names the canary's file; with `levels`, from where the film is.

    Source: Inside Macintosh: Files, "Alias Manager"; libavformat's `mov_read_dref`.
    """
    name, path = canary.file.name.encode()[:27], str(canary.file).encode()
    path += bytes(len(path) % 2)
    record = bytes(6) + struct.pack(">HH", 150 + len(path), 2)
    record += bytes((4,)) + b"disk".ljust(27, b"\0") + bytes(12)
    record += bytes((len(name),)) + name.ljust(63, b"\0") + bytes(16)
    record += struct.pack(">HH", levels, levels) + bytes(16)
    return record + struct.pack(">hH", 2, len(path)) + path + struct.pack(">hH", -1, 0)
