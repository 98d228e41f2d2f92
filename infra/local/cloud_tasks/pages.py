"""Pages of a listing: names in order, the last one as the token for the next page."""

import base64
import binascii
import heapq
from collections.abc import Iterable

from infra.local.cloud_tasks.errors import invalid


def page_of(names: Iterable[str], *, page_size: int, page_token: str, size_max: int) -> tuple[list[str], str]:
    """Return one page of names and the token of the next page, empty if there is none."""
    if page_size < 0:
        raise invalid("page_size must not be negative.")
    size = min(page_size or size_max, size_max)
    after = _decoded(page_token)
    found = heapq.nsmallest(size + 1, (name for name in names if name > after))
    if len(found) <= size:
        return found, ""
    return found[:size], base64.urlsafe_b64encode(found[size - 1].encode()).decode()


def _decoded(token: str) -> str:
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise invalid("page_token is not one that this server gave.") from None
