"""Lists come in pages: a limit, an opaque cursor, and a ready address for the next page."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from shared.errors import InvalidRequest
from shared.http.fields import Digits

T = TypeVar("T")
Value = str | int | bool | datetime

LIMIT_MAX = 100
LIMIT_DEFAULT = 24
_ID = re.compile(r"(?!\.{1,2}$)(?!__)[!-.0-~]{1,500}")
"""What a document may be called: the database breaks off over any other name."""


class PageQuery(BaseModel):
    """Where in a list the page begins, and how long it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX), Digits] = LIMIT_DEFAULT
    cursor: Annotated[str, Field(max_length=1000)] | None = None

    def after_time(self) -> tuple[Value, ...] | None:
        """Return the position in a list that is sorted by a time; see `after`."""
        return self.after(datetime, str)

    def after(self, *kinds: type[Value]) -> tuple[Value, ...] | None:
        """Return the position that the cursor names, as values of `kinds`; None at the start.

        Raises:
            InvalidRequest: the cursor is not one of ours for this list.
        """
        return None if self.cursor is None else _decoded(self.cursor, kinds)


def page_of(
    found: Sequence[T], query: PageQuery, *, path: str, position: Callable[[T], tuple[Value, ...]]
) -> tuple[Sequence[T], str | None]:
    """Return the page and the address of the next one, which exists if `found` is longer than the limit."""
    page = found[: query.limit]
    return page, next_of(query, path=path, after=position(page[-1]) if len(found) > query.limit else None)


def next_of(query: PageQuery, *, path: str, after: tuple[Value, ...] | None) -> str | None:
    """Return the address of the page that begins `after` a position; None without one."""
    if after is None:
        return None
    filters = query.model_dump(exclude_none=True, exclude={"cursor"}, mode="json")
    words = {name: str(value).lower() if value is True else value for name, value in filters.items()}
    return f"{path}?{urlencode({**words, 'cursor': encoded(after)})}"


def encoded(position: tuple[Value, ...]) -> str:
    """Return a position as an opaque text that is safe in an address."""
    text = json.dumps(
        [{"at": value.isoformat()} if isinstance(value, datetime) else value for value in position]
    )
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(cursor: str, kinds: tuple[type[Value], ...]) -> tuple[Value, ...]:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = json.loads(raw)
        return tuple(_value(value, kind) for value, kind in zip(values, kinds, strict=True))
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError, binascii.Error):
        raise InvalidRequest(
            "The cursor is not one that this list gave out. Start again without it, "
            "and follow `next` as it is."
        ) from None


def _value(value: Any, kind: type[Value]) -> Value:
    if kind is datetime:
        at = datetime.fromisoformat(value["at"])
        if at.tzinfo is None:
            raise ValueError("a time without a zone")
        return at.astimezone(UTC)
    if type(value) is not kind:
        raise TypeError("another kind of value")
    if isinstance(value, str) and not _ID.fullmatch(value):
        raise ValueError("not an id")
    if isinstance(value, int) and abs(value) > 2**53:
        raise ValueError("not a position")
    return value
