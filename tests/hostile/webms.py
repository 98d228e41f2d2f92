"""WebM files that lie: about their sizes, their depth, what is in them."""

import random
import struct
from collections.abc import Iterator

from tests.hostile.case import OK, TRUNCATED, Case
from tests.hostile.posers import EBML, HTML

SEGMENT, CLUSTER, TRACKS, TRACK, VOID = (
    b"\x18\x53\x80\x67",
    b"\x1f\x43\xb6\x75",
    b"\x16\x54\xae\x6b",
    b"\xae",
    b"\xec",
)
ATTACHMENTS, ATTACHED = b"\x19\x41\xa4\x69", b"\x61\xa7"
UNKNOWN = b"\x01" + b"\xff" * 7
HUGEST = b"\x01" + b"\xff" * 6 + b"\xfe"
"""2^56 - 2 bytes: the largest size an element can claim."""

WIDTH, HEIGHT = b"\xb0", b"\xba"


def webms(film: bytes) -> Iterator[Case]:
    """Yield every lie about `film`, a good WebM."""
    noise = random.Random(3).randbytes
    body = film.index(SEGMENT)
    cluster = film.index(CLUSTER)
    yield Case("webm: a segment of 2^56", EBML + SEGMENT + HUGEST + noise(500), TRUNCATED)
    yield Case("webm: a segment without a size", EBML + SEGMENT + UNKNOWN + noise(500))
    yield Case("webm: a void of 2^56", EBML + SEGMENT + UNKNOWN + VOID + HUGEST + film[body:], OK)
    yield Case("webm: a head of 2^56", EBML[:4] + HUGEST + EBML[5:] + film[body:])
    yield Case("webm: tracks of 2^56", EBML + SEGMENT + UNKNOWN + TRACKS + HUGEST + noise(500))
    yield Case("webm: elements in elements", EBML + SEGMENT + UNKNOWN + (TRACKS + UNKNOWN) * 10_000)
    yield Case("webm: a million empty tracks", _tracks(300_000))
    yield Case("webm: a page behind its head", EBML + HTML)
    yield Case("webm: no clusters", film[:cluster], TRUNCATED)
    yield Case("webm: cut in a cluster", film[: cluster + 40], TRUNCATED)
    yield Case("webm: cut in half", film[: cluster + (len(film) - cluster) // 2], TRUNCATED)
    yield Case("webm: clusters of noise", film[: cluster + 12] + noise(len(film) - cluster - 12))
    yield Case("webm: 65535 wide", _sized(film, 65535), OK)
    yield Case("webm: 2^32 wide", _sized(film, 2**32 - 1), OK)
    yield Case("webm: an attachment of 2^56", _attached(film, HUGEST + noise(100)), OK)


def _tracks(count: int) -> bytes:
    tracks = (TRACK + b"\x80") * count
    return EBML + SEGMENT + UNKNOWN + TRACKS + b"\x01" + struct.pack(">Q", len(tracks))[1:] + tracks


def _sized(film: bytes, side: int) -> bytes:
    """Return the film with other sides in its track; in its frames they stay."""
    video = film.index(b"\xe0", film.index(TRACKS))
    content = bytearray(film)
    for element in (WIDTH, HEIGHT):
        at = film.index(element, video)
        length = film[at + 1] & 0x7F
        content[at + 2 : at + 2 + length] = side.to_bytes(8, "big")[-length:]
    return bytes(content)


def _attached(film: bytes, content: bytes) -> bytes:
    cluster = film.index(CLUSTER)
    return film[:cluster] + ATTACHMENTS + UNKNOWN + ATTACHED + content + film[cluster:]
