"""Kinds of query parameters: text that must be spelled in exactly one way."""

from typing import Annotated, Any

from pydantic import BeforeValidator


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) <= 9):
            raise ValueError("is not a whole number. Send digits only.")
        return int(value)
    return value


def _flag(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError("is neither true nor false. Send one of them.")
        return value == "true"
    return value


Digits = BeforeValidator(_whole)
"""Of an integer parameter: digits only; no sign, no point, no spaces. It stands last, after the limits."""

Flag = Annotated[bool, BeforeValidator(_flag)]
"""Exactly `true` or `false`."""
