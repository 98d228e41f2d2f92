"""Our nouns as Firestore values, and back: plain JSON types and aware times, nothing else."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from google.cloud.firestore_v1.types import document

_Value = document.Value.pb()
_SCALARS: dict[type, str] = {
    bool: "boolean_value",
    int: "integer_value",
    float: "double_value",
    str: "string_value",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def encode(value: object) -> Any:
    """Return `value` as a protobuf Value.

    Raises:
        TypeError: a document holds something that Firestore or we have no place for.
    """
    encoded = _Value()
    _fill(encoded, value)
    return encoded


def encode_fields(fields: Mapping[str, object], target: Any) -> None:
    """Fill a protobuf map of fields."""
    for name, value in fields.items():
        _fill(target[name], value)


def _fill(target: Any, value: object) -> None:
    """Put `value` into an empty Value, in place: every order encodes a hundred of them."""
    kind = _SCALARS.get(type(value))
    if kind is not None:
        setattr(target, kind, value)
    elif value is None:
        target.null_value = 0
    elif isinstance(value, Enum):
        _fill(target, value.value)
    elif isinstance(value, datetime):
        target.timestamp_value.FromDatetime(value)
    elif isinstance(value, Mapping):
        target.map_value.SetInParent()
        encode_fields(value, target.map_value.fields)
    elif isinstance(value, list | tuple):
        target.array_value.SetInParent()
        for item in value:
            _fill(target.array_value.values.add(), item)
    else:
        raise TypeError(f"{type(value).__name__} cannot be stored")


def decode(value: Any) -> Any:
    """Return what a protobuf Value holds."""
    kind = value.WhichOneof("value_type")
    if kind == "map_value":
        return decode_fields(value.map_value.fields)
    if kind == "array_value":
        return [decode(item) for item in value.array_value.values]
    if kind == "timestamp_value":
        stamp = value.timestamp_value
        return _EPOCH + timedelta(seconds=stamp.seconds, microseconds=stamp.nanos // 1000)
    if kind in (None, "null_value"):
        return None
    return getattr(value, kind)


def decode_fields(fields: Any) -> dict[str, Any]:
    """Return a protobuf map of fields as a dict."""
    return {name: decode(value) for name, value in fields.items()}
