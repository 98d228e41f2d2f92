"""What a client may say about an object: content type, cache control, custom metadata, ..."""

from collections.abc import Mapping
from typing import Any

from .errors import invalid

Attributes = dict[str, Any]

CUSTOM_METADATA_BYTES_MAX = 8 << 10
DEFAULT_CONTENT_TYPE = "application/octet-stream"
_TEXTS = (
    "contentType",
    "cacheControl",
    "contentDisposition",
    "contentEncoding",
    "contentLanguage",
    "customTime",
    "storageClass",
)
_TEXT_BYTES_MAX = 4 << 10


def attributes_of(document: Mapping[str, Any]) -> Attributes:
    """Keep what a client may set; the rest is ignored, so that a resource can be sent back.

    Raises:
        StorageError: a value has the wrong type or could not travel in a header.
    """
    return patched({}, document)


def patched(attributes: Attributes, document: Mapping[str, Any]) -> Attributes:
    """Merge as JSON merge patch does: null removes, custom metadata merges key by key."""
    result = dict(attributes)
    for name in _TEXTS:
        if name in document:
            _put(result, name, document[name])
    if "metadata" in document:
        result["metadata"] = _patched_metadata(attributes.get("metadata", {}), document["metadata"])
    if not result.get("metadata"):
        result.pop("metadata", None)
    return result


def replaced(document: Mapping[str, Any]) -> Attributes:
    """Forget everything but what `document` says (PUT, not PATCH)."""
    return attributes_of(document)


def _put(target: Attributes, name: str, value: object) -> None:
    if value is None:
        target.pop(name, None)
    else:
        target[name] = _text(value, name)


def _patched_metadata(present: Mapping[str, str], changes: object) -> dict[str, str]:
    if changes is None:
        return {}
    if not isinstance(changes, dict):
        raise invalid("Invalid value for metadata: it must be an object of strings.")
    result: Attributes = dict(present)
    for key, value in changes.items():
        _put(result, _text(key, "metadata"), value)
    if sum(len(k.encode()) + len(v.encode()) for k, v in result.items()) > CUSTOM_METADATA_BYTES_MAX:
        raise invalid("The metadata is larger than 8 KiB.", code="MetadataTooLarge")
    return result


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise invalid(f"Invalid value for {name}: it must be a string.")
    try:
        size_bytes = len(value.encode())
    except UnicodeEncodeError:
        raise invalid(f"Invalid value for {name}: it is not valid UTF-8.") from None
    # It comes back as a header, so a line break would forge another one.
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
        raise invalid(f"Invalid value for {name}: it has a control character.")
    if size_bytes > _TEXT_BYTES_MAX and name != "metadata":
        raise invalid(f"Invalid value for {name}: it is too long.")
    return value
