"""Small MP4 files that want to become large ones."""

import random
import struct
import zlib
from collections.abc import Iterator

from tests.fakes.films import FTYP, a_box
from tests.hostile_media.case import Case


def bombs() -> Iterator[Case]:
    """Yield every one: too many boxes, boxes in boxes, and boxes that are packed."""
    many = random.Random(1).randbytes(64)
    yield Case("100,000 tiny boxes", FTYP + a_box(b"free") * 100_000)
    yield Case("a million tiny boxes in the index", FTYP + a_box(b"moov", a_box(b"free") * 1_000_000))
    yield Case("a million tracks of nothing", FTYP + a_box(b"moov", a_box(b"trak") * 300_000))
    yield Case("boxes in boxes, 10,000 deep", FTYP + _nested(10_000))
    yield Case("a compressed index that grows", FTYP + a_box(b"moov", _compressed(bytes(100_000_000), None)))
    yield Case("a compressed index of 2^32", FTYP + a_box(b"moov", _compressed(many, 2**32 - 1)))
    yield Case("a compressed index in itself", FTYP + a_box(b"moov", _within_itself(20)))
    yield Case("a million fragments", FTYP + a_box(b"moov", a_box(b"mvex")) + a_box(b"moof") * 9000)


def _nested(depth: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = struct.pack(">I4s", 8 + len(content), b"trak") + content
    return a_box(b"moov", content)


def _compressed(content: bytes, claimed: int | None) -> bytes:
    size = len(content) if claimed is None else claimed
    inner = struct.pack(">I", size) + zlib.compress(content, 9)
    return a_box(b"cmov", a_box(b"dcom", b"zlib") + a_box(b"cmvd", inner))


def _within_itself(depth: int) -> bytes:
    content = a_box(b"mvhd", bytes(100))
    for _ in range(depth):
        content = _compressed(a_box(b"moov", content), None)
    return content
