"""Which names buckets and objects may have."""

import re

from .errors import invalid

NAME_BYTES_MAX = 1024
_BUCKET = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,220})[a-z0-9]")


def bucket_name(name: object) -> str:
    """Return `name` if a bucket may be called so.

    Raises:
        StorageError: it may not.
    """
    if not isinstance(name, str) or not _BUCKET.fullmatch(name) or ".." in name:
        raise invalid("Invalid bucket name.", code="InvalidBucketName")
    return name


def object_name(name: object) -> str:
    """Return `name` if an object may be called so: nearly any UTF-8 of at most 1024 bytes.

    Raises:
        StorageError: it may not.

    Source: Cloud Storage, "About Cloud Storage objects", section "Naming".
    """
    if not isinstance(name, str) or not name:
        raise invalid("Required parameter: name", code="InvalidObjectName")
    try:
        size_bytes = len(name.encode())
    except UnicodeEncodeError:
        raise invalid("Object names must be valid UTF-8.", code="InvalidObjectName") from None
    if size_bytes > NAME_BYTES_MAX:
        message = f"The maximum object name length is {NAME_BYTES_MAX} bytes."
        raise invalid(message, code="KeyTooLong")
    reserved = name in {".", ".."} or name.startswith(".well-known/acme-challenge/")
    if reserved or "\r" in name or "\n" in name:
        raise invalid("Invalid object name.", code="InvalidObjectName")
    return name
