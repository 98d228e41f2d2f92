"""Bytes that are made while they are sent: the whole or a part of them, and never less than was announced.

Source: RFC 9110, sections 13 (conditions) and 14 (ranges).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from werkzeug.datastructures import ETags
from werkzeug.wrappers import Request, Response

from shared.errors import Changed, RangeNotSatisfiable
from shared.log import failure, log

EAGER = 2
"""How many pieces are made before the answer begins: while there are none, a failure can still be told."""


@dataclass(frozen=True)
class Content:
    """A file to be saved. `read` yields what stands between two places; `etag` names exactly these bytes."""

    media_type: str
    etag: str
    size_bytes: int
    disposition: str
    read: Callable[[int, int], Iterator[bytes]]


class BrokenOff(Exception):
    """The answer ends here, and not as it was announced: the connection must not look well."""


def response_of(content: Content, request: Request, *, declared_max_bytes: int | None) -> Response:
    """Return the whole, the part that is asked for, or that the client has it already.

    An answer larger than `declared_max_bytes` does not say how large it is.

    Raises:
        Changed: If-Match names other bytes.
        RangeNotSatisfiable: the part begins beyond the end.
    """
    if "If-Match" in request.headers and not _matches(request.if_match, content.etag):
        raise Changed(
            "What you have a part of has changed. Fetch it anew, without If-Match and Range.",
            etag=content.etag,
        )
    response = Response(mimetype=content.media_type)
    response.set_etag(content.etag)
    response.headers["Accept-Ranges"] = "bytes"
    if request.if_none_match.contains_weak(content.etag):
        response.status_code = 304
        return response
    start, stop = _wanted(content, request)
    if (start, stop) != (0, content.size_bytes) or _asks_for_a_part(content, request):
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{content.size_bytes}"
    response.headers["Content-Disposition"] = content.disposition
    if declared_max_bytes is None or stop - start <= declared_max_bytes:
        response.content_length = stop - start
    if request.method != "HEAD":
        response.response = _begun(content, start, stop)
    return response


def _matches(tags: ETags, etag: str) -> bool:
    return tags.star_tag or tags.is_strong(etag)


def _asks_for_a_part(content: Content, request: Request) -> bool:
    """Whether there is one range, of a GET, of exactly these bytes; several at once count for nothing."""
    asked = request.range
    if request.method != "GET" or asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return False
    if "If-Range" not in request.headers:
        return True
    return request.headers["If-Range"].strip() == f'"{content.etag}"'


def _wanted(content: Content, request: Request) -> tuple[int, int]:
    if not _asks_for_a_part(content, request) or request.range is None:
        return 0, content.size_bytes
    found = request.range.range_for_length(content.size_bytes)
    if found is None:
        raise RangeNotSatisfiable(
            f"This has {content.size_bytes} bytes. Ask for a part that begins before its end.",
            size_bytes=content.size_bytes,
        )
    return found


def _begun(content: Content, start: int, stop: int) -> Iterator[bytes]:
    """Return the pieces; the first have been made, so that it is known whether there will be any."""
    pieces = content.read(start, stop)
    first = list(islice(pieces, EAGER))
    return _exactly(first, pieces, stop - start)


def _exactly(first: list[bytes], rest: Iterator[bytes], size_bytes: int) -> Iterator[bytes]:
    """Yield the pieces.

    Raises:
        BrokenOff: they ended early, or would go on. The server then closes the connection, so that the client
            knows: to return would end an answer of unknown size as if it were whole.
    """
    left = size_bytes
    try:
        for piece in chain(first, rest):
            left -= len(piece)
            if left < 0:
                break
            yield piece
    except Exception as error:  # noqa: BLE001 - whatever it was: it is logged, and the answer ends
        log.error("answer.broke", size_bytes=size_bytes - left, **failure(error))
        raise BrokenOff from None
    if left != 0:
        log.error("answer.broke", size_bytes=size_bytes - left, reason_code="wrong_size")
        raise BrokenOff
