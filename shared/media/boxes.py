"""The outermost boxes of an MP4 file: enough to tell a file that was cut from one that was never whole."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from shared.media.errors import ResultTruncated, ResultUnusable

BOXES_MAX = 10_000
_LARGE = {b"ftyp", b"moov", b"mdat", b"moof", b"free", b"skip", b"wide", b"meta", b"uuid", b"sidx", b"mfra"}
"""Boxes that a real video may be cut in; another one that reaches past the end is no box at all."""


def check_boxes(path: Path) -> None:
    """Walk the outermost boxes without reading what is in them.

    Raises:
        ResultTruncated: a box reaches past the end of the file, or the index (`moov`) is missing.
        ResultUnusable: the file is not made of boxes.

    Source: ISO/IEC 14496-12, clause 4.2.
    """
    size_bytes = path.stat().st_size
    with path.open("rb") as file:
        kinds = {_whole(kind, end, size_bytes) for kind, end in _boxes(file, size_bytes)}
    if b"moov" not in kinds:
        raise ResultTruncated("The video arrived incomplete: its index is missing.")


def _whole(kind: bytes, end: int, size_bytes: int) -> bytes:
    """Return the kind of a box that is all there."""
    if end <= size_bytes:
        return kind
    if kind not in _LARGE:
        raise ResultUnusable("The result is not a video we can read.")
    raise ResultTruncated(f"The video arrived incomplete: {end - size_bytes} bytes or more are missing.")


def _boxes(file: BinaryIO, size_bytes: int) -> Iterator[tuple[bytes, int]]:
    """Yield the kind of each box and where it says it ends."""
    start = 0
    for _ in range(BOXES_MAX):
        file.seek(start)
        header = file.read(16)
        if len(header) < 8:
            return  # the end, or a few stray bytes behind it
        length, kind = struct.unpack(">I4s", header[:8])
        if not all(0x20 <= byte <= 0x7E or byte == 0xA9 for byte in kind):
            raise ResultUnusable("The result is not a video we can read.")
        end = start + length
        if length == 0:
            end = size_bytes
        elif length == 1:
            end = start + int.from_bytes(header[8:16], "big")
        if end < start + 8:
            raise ResultUnusable("The result is not a video we can read.")
        yield kind, end
        start = end
    raise ResultUnusable("The result is not a video we can read: it has too many parts.")
