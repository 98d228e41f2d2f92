"""The layout is held against Python's own reader of ZIPs, and every part of it against the whole."""

import io
import shutil
import struct
import subprocess
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.media.zip_layout import Entry, Part, ZipLayout

AT = datetime(2026, 11, 20, 12, 34, 57, tzinfo=UTC)
GIB = 2**30


def a_file(name: str, content: bytes, *, here: bool = False, at: datetime = AT) -> Entry:
    return Entry(name, len(content), zlib.crc32(content), at, content if here else None)


FILES = {"a.txt": b"first", "empty": b"", "b.mp4": bytes(range(256)) * 3, "ende.bin": b"z" * 77}
SMALL = ZipLayout([a_file(name, content, here=name == "a.txt") for name, content in FILES.items()])


def made(layout: ZipLayout, start: int = 0, stop: int | None = None) -> bytes:
    pieces = layout.cut(start, layout.size_bytes if stop is None else stop)
    return b"".join(
        FILES[piece.entry.name][piece.start : piece.stop] if isinstance(piece, Part) else piece
        for piece in pieces
    )


def test_python_reads_back_every_file_with_its_time() -> None:
    whole = made(SMALL)

    assert len(whole) == SMALL.size_bytes
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert {info.filename: archive.read(info) for info in archive.infolist()} == FILES
        info = archive.getinfo("b.mp4")
        assert (info.date_time, info.compress_type) == ((2026, 11, 20, 12, 34, 56), zipfile.ZIP_STORED)
        assert info.external_attr >> 16 == 0o100644


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_unzip_finds_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(made(SMALL))
    done = subprocess.run(["unzip", "-t", "a.zip"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "No errors detected" in done.stdout


def test_every_part_is_the_same_as_in_the_whole() -> None:
    layout = ZipLayout([a_file(name, content) for name, content in list(FILES.items())[:2]])
    whole = made(layout)

    for start in range(len(whole) + 1):
        for stop in range(start, len(whole) + 1):
            assert made(layout, start, stop) == whole[start:stop], (start, stop)


def test_every_part_around_every_border_is_the_same_as_in_the_whole() -> None:
    whole = made(SMALL)

    for cut in range(len(whole)):
        assert made(SMALL, cut) == whole[cut:]
        assert made(SMALL, 0, cut) == whole[:cut]


def test_a_part_reads_no_byte_of_a_file_that_it_does_not_hold() -> None:
    parts = [piece for piece in SMALL.cut(0, SMALL.size_bytes) if isinstance(piece, Part)]
    last = list(SMALL.cut(SMALL.size_bytes - 10, SMALL.size_bytes))

    assert [(part.entry.name, part.start, part.stop) for part in parts] == [
        ("b.mp4", 0, 768),
        ("ende.bin", 0, 77),
    ]
    assert [type(piece) for piece in last] == [bytes]


@pytest.mark.parametrize("year", [1970, 1980, 2107])
def test_a_time_that_no_zip_can_hold_is_the_earliest_that_it_can(year: int) -> None:
    layout = ZipLayout([a_file("a", b"x", here=True, at=datetime(year, 1, 1, tzinfo=UTC))])

    with zipfile.ZipFile(io.BytesIO(made(layout))) as archive:
        assert archive.infolist()[0].date_time[0] == max(year, 1980)


class Endless(io.RawIOBase):
    """A ZIP whose large files are all zeros, made where it is read."""

    def __init__(self, layout: ZipLayout) -> None:
        self._layout, self._at = layout, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = (0, self._at, self._layout.size_bytes)[whence] + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        stop = self._layout.size_bytes if size < 0 else min(self._at + size, self._layout.size_bytes)
        assert stop - self._at < 2**23, "nobody needs to read so much of it"
        pieces = self._layout.cut(self._at, stop)
        found = b"".join(
            bytes(piece.stop - piece.start) if isinstance(piece, Part) else piece for piece in pieces
        )
        self._at = stop
        return found


LARGE = {
    "many gigabytes of small files": [Entry(f"{n}.mp4", GIB, 7, AT) for n in range(6)],
    "a directory that begins exactly at the border": [Entry("a", 2**32 - 1 - 30 - 1, 7, AT)],
    "one file beyond 4 GiB": [Entry("a", 5 * GIB, 7, AT), a_file("b", b"hello", here=True)],
    "one file of the largest size that needs no more": [Entry("a", 2**32 - 2, 7, AT)],
    "one file of the smallest size that needs more": [Entry("a", 2**32 - 1, 7, AT)],
    "a file behind 4 GiB": [
        Entry("a", 3 * GIB, 7, AT),
        Entry("b", 2 * GIB, 7, AT),
        a_file("c", b"x", here=True),
    ],
    "70,000 files": [a_file(f"{n}", b"", here=True) for n in range(70_000)],
}


@pytest.mark.parametrize("entries", LARGE.values(), ids=LARGE)
def test_what_does_not_fit_into_32_bits_is_found_all_the_same(entries: list[Entry]) -> None:
    layout = ZipLayout(entries)
    with zipfile.ZipFile(Endless(layout)) as archive:  # type: ignore[arg-type]
        found = archive.infolist()
        assert [(info.filename, info.file_size) for info in found] == [
            (entry.name, entry.size_bytes) for entry in entries
        ]
        for info, entry in zip(found[-3:], entries[-3:], strict=False):
            with archive.open(info) as file:  # reads the local header, which must agree
                assert file.read(5) == (entry.content or bytes(min(5, entry.size_bytes)))[:5]


def test_a_file_exactly_at_the_border_has_its_place_among_the_extra_fields() -> None:
    border = 2**32 - 1
    layout = ZipLayout([Entry("a", border - 31, 7, AT), a_file("b", b"x", here=True)])
    with zipfile.ZipFile(Endless(layout)) as archive:  # type: ignore[arg-type]
        first, second = archive.infolist()

    assert first.extra == b""
    assert second.extra == struct.pack("<HHQ", 1, 8, border)


def test_the_larger_end_is_found_where_its_locator_says() -> None:
    layout = ZipLayout(LARGE["a file behind 4 GiB"])
    end = Endless(layout)
    end.seek(layout.size_bytes - 22 - 20)
    kind, _, offset, _ = struct.unpack("<4sIQI", end.read(20))
    end.seek(offset)

    assert (kind, end.read(4)) == (b"PK\6\7", b"PK\6\6")


def test_a_zip_that_needs_no_64_bits_has_none() -> None:
    assert b"PK\6\6" not in made(SMALL)
    assert b"PK\6\7" not in made(SMALL)
