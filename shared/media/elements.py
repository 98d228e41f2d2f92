"""The outermost elements of a WebM file: enough to tell a file that was cut from one that is whole."""

from pathlib import Path
from typing import BinaryIO

from shared.media.errors import ResultTruncated

_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"


def check_elements(path: Path) -> None:
    """See whether the one element that holds everything is all there; a live recording does not say its size.

    Raises:
        ResultTruncated: it reaches past the end of the file.

    Source: RFC 8794, sections 4 and 6; RFC 9559, section 4.5.
    """
    size_bytes = path.stat().st_size
    with path.open("rb") as file:
        head = _length(file, _EBML)
        if head is None or head > size_bytes:
            return  # no EBML at all: that is for libav to say
        file.seek(head, 1)
        length = _length(file, _SEGMENT)
        missing = 0 if length is None else file.tell() + length - size_bytes
    if missing > 0:
        raise ResultTruncated(f"The video arrived incomplete: {missing} bytes or more are missing.")


def _length(file: BinaryIO, kind: bytes) -> int | None:
    """Return how long the element of this kind says it is; None if it is another one, or does not say."""
    if file.read(len(kind)) != kind:
        return None
    first = file.read(1)
    if not first or not first[0]:
        return None
    more = 8 - first[0].bit_length()
    digits = first + file.read(more)
    if len(digits) <= more:
        return None
    all_ones = (1 << 7 * (more + 1)) - 1
    value = int.from_bytes(digits, "big") & all_ones
    return None if value == all_ones else value
