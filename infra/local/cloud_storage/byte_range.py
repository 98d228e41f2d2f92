"""Which bytes of an object a reader wants."""

import re

_FORM = re.compile(r"bytes\s*=\s*(?:(\d{1,18})\s*-\s*(\d{1,18})?|-\s*(\d{1,18}))\s*")


class RangeNotSatisfiableError(Exception):
    """None of the wanted bytes exist."""


def wanted_range(header: str | None, size_bytes: int) -> tuple[int, int] | None:
    """Return offset and length, or None when the whole object is to be sent.

    A header that is malformed or asks for several ranges at once counts for nothing, as RFC 9110
    allows.

    Raises:
        RangeNotSatisfiableError: the range begins beyond the end.

    Source: RFC 9110, section 14.
    """
    match = _FORM.fullmatch(header.strip()) if header else None
    if match is None:
        return None
    first, last, suffix = match.groups()
    if suffix is not None:
        length = min(int(suffix), size_bytes)
        if length == 0:
            raise RangeNotSatisfiableError
        return size_bytes - length, length
    start = int(first)
    end = size_bytes if last is None else min(int(last) + 1, size_bytes)
    if last is not None and int(last) < start:
        return None
    if start >= size_bytes:
        raise RangeNotSatisfiableError
    return start, end - start
