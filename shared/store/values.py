"""Our nouns as Firestore values, and back: plain JSON types and aware times, nothing else."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from google.cloud.firestore_v1.types import document

_Value = document.Value.pb()
_SCALARS: tuple[tuple[type, str], ...] = (
    (bool, "boolean_value"),
    (int, "integer_value"),
    (float, "double_value"),
    (str, "string_value"),
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def encode(value: object) -> Any:
    """Return `value` as a protobuf Value.

    Raises:
        TypeError: a document holds something that Firestore or we have no place for.
    """
    if isinstance(value, Enum):
        value = value.value
    for kind, field in _SCALARS:  # bool before int: True is an int, too
        if isinstance(value, kind):
            return _Value(**{field: value})
    if value is None:
        return _Value(null_value=0)
    if isinstance(value, datetime):
        encoded = _Value()
        encoded.timestamp_value.FromDatetime(value)
        return encoded
    return _encode_nested(value)


def _encode_nested(value: object) -> Any:
    encoded = _Value()
    if isinstance(value, Mapping):
        encoded.map_value.SetInParent()
        encode_fields(value, encoded.map_value.fields)
    elif isinstance(value, list | tuple):
        encoded.array_value.SetInParent()
        encoded.array_value.values.extend(encode(item) for item in value)
    else:
        raise TypeError(f"{type(value).__name__} cannot be stored")
    return encoded


def encode_fields(fields: Mapping[str, object], target: Any) -> None:
    """Fill a protobuf map of fields."""
    for name, value in fields.items():
        target[name].CopyFrom(encode(value))


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
