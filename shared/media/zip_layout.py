"""Where every byte of a ZIP will stand, before any of its files was read.

Files are stored, not compressed, and their checksums are known: so the size is known, the same files give
the same bytes, and any part can be made without what comes before it.

Source: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

MAX_32 = 0xFFFFFFFF
"""In a field of 32 bits: the value is too large and stands among the extra fields."""
MAX_16 = 0xFFFF
STORED = 0
UTF_8 = 0x0800
VERSION, VERSION_64 = 20, 45
MADE_ON_UNIX = 3 << 8
A_FILE = 0o100644 << 16
ZIP64 = 1
DOS_BEGINS = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One file of a ZIP. `content` is None if its bytes lie elsewhere."""

    name: str
    size_bytes: int
    crc32: int
    at: datetime
    content: bytes | None = None


@dataclass(frozen=True)
class Part:
    """The bytes from `start` to `stop` of a file that lies elsewhere."""

    entry: Entry
    start: int
    stop: int


class ZipLayout:
    """A ZIP of these files, in this order."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._pieces: list[bytes | Entry] = []
        self._starts: list[int] = []
        self.size_bytes = 0
        directory = []
        for entry in entries:
            directory.append(_directory_row(entry, self.size_bytes))
            self._add(_local_header(entry))
            self._add(entry if entry.content is None else entry.content)
        rows, begins = b"".join(directory), self.size_bytes
        self._add(rows + _end(len(entries), len(rows), begins))

    def _add(self, piece: bytes | Entry) -> None:
        self._pieces.append(piece)
        self._starts.append(self.size_bytes)
        self.size_bytes += piece.size_bytes if isinstance(piece, Entry) else len(piece)

    def cut(self, start: int, stop: int) -> Iterator[bytes | Part]:
        """Yield what stands from `start` to `stop`: bytes, and parts of files that lie elsewhere."""
        known: list[bytes] = []
        for n in range(max(0, bisect_right(self._starts, start) - 1), len(self._pieces)):
            piece, begins = self._pieces[n], self._starts[n]
            if begins >= stop:
                break
            size_bytes = piece.size_bytes if isinstance(piece, Entry) else len(piece)
            first, last = max(0, start - begins), min(size_bytes, stop - begins)
            if isinstance(piece, bytes):
                known.append(piece[first:last])
            elif first < last:
                if known:
                    yield b"".join(known)
                known = []
                yield Part(piece, first, last)
        if known:
            yield b"".join(known)


def _local_header(entry: Entry) -> bytes:
    is_large = entry.size_bytes >= MAX_32
    size = MAX_32 if is_large else entry.size_bytes
    extra = struct.pack("<HHQQ", ZIP64, 16, entry.size_bytes, entry.size_bytes) if is_large else b""
    name = entry.name.encode()
    return (
        struct.pack("<4sHHH", b"PK\3\4", VERSION_64 if is_large else VERSION, UTF_8, STORED)
        + struct.pack("<IIII", _dos_time(entry.at), entry.crc32, size, size)
        + struct.pack("<HH", len(name), len(extra))
        + name
        + extra
    )


def _directory_row(entry: Entry, offset: int) -> bytes:
    is_large = entry.size_bytes >= MAX_32
    large = [entry.size_bytes] * 2 if is_large else []
    if offset >= MAX_32:
        large.append(offset)
    extra = struct.pack(f"<HH{len(large)}Q", ZIP64, 8 * len(large), *large) if large else b""
    version = VERSION_64 if large else VERSION
    size = MAX_32 if is_large else entry.size_bytes
    name = entry.name.encode()
    return (
        struct.pack("<4sHHHH", b"PK\1\2", MADE_ON_UNIX | version, version, UTF_8, STORED)
        + struct.pack("<IIII", _dos_time(entry.at), entry.crc32, size, size)
        + struct.pack("<HHHHHII", len(name), len(extra), 0, 0, 0, A_FILE, min(offset, MAX_32))
        + name
        + extra
    )


def _end(count: int, size: int, offset: int) -> bytes:
    """Return the end of a ZIP whose directory has `count` rows in `size` bytes at `offset`."""
    words = struct.pack(
        "<4sHHHHIIH",
        *(b"PK\5\6", 0, 0, min(count, MAX_16), min(count, MAX_16), min(size, MAX_32), min(offset, MAX_32), 0),
    )
    if count < MAX_16 and size < MAX_32 and offset < MAX_32:
        return words
    larger = struct.pack(
        "<4sQHHIIQQQQ",
        *(b"PK\6\6", 44, MADE_ON_UNIX | VERSION_64, VERSION_64, 0, 0, count, count, size, offset),
    )
    return larger + struct.pack("<4sIQI", b"PK\6\7", 0, offset + size, 1) + words


def _dos_time(at: datetime) -> int:
    """Return a time as MS-DOS wrote it: in steps of two seconds, without a zone; ours is UTC."""
    at = max(at.astimezone(UTC), DOS_BEGINS)
    date = (at.year - 1980) << 9 | at.month << 5 | at.day
    return date << 16 | at.hour << 11 | at.minute << 5 | at.second // 2
