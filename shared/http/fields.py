"""Kinds of query parameters: text that must be spelled in exactly one way."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) <= 9):
            raise ValueError("is not a whole number. Send digits only.")
        return int(value)
    return value


def flag(value: Any) -> Any:
    """Return what the text means; a value that is no text stays as it is.

    Raises:
        ValueError: it is spelled in another way.
    """
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError("is neither true nor false. Send one of them.")
        return value == "true"
    return value


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _moment(value: Any) -> Any:
    if isinstance(value, str):
        if not _MOMENT.fullmatch(value):
            raise ValueError("is not a time. Send one as 2026-11-20T12:00:00Z, with + written as %2B.")
        return datetime.fromisoformat(value.upper())
    return value


def _utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("is out of range. Send a time between the years 1 and 9999.") from None


Digits = BeforeValidator(_whole)
"""Of an integer parameter: digits only; no sign, no point, no spaces. It stands last, after the limits."""

Flag = Annotated[bool, BeforeValidator(flag)]
"""Exactly `true` or `false`."""

Moment = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_utc)]
"""RFC 3339, in any zone."""
