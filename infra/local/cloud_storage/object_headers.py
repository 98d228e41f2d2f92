"""The headers that describe an object where no JSON does."""

import re
from email.utils import format_datetime

from .attributes import DEFAULT_CONTENT_TYPE
from .records import ObjectRecord

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def object_headers(record: ObjectRecord) -> dict[str, str]:
    """Return what both a finished XML upload and a download say of an object."""
    hashes = [f"crc32c={record.crc32c}"] + ([f"md5={record.md5}"] if record.md5 else [])
    return {
        "ETag": record.content_etag,
        "X-Goog-Generation": str(record.generation),
        "X-Goog-Metageneration": str(record.metageneration),
        "X-Goog-Hash": ",".join(hashes),
        "X-Goog-Stored-Content-Length": str(record.size_bytes),
        "X-Goog-Stored-Content-Encoding": record.attributes.get("contentEncoding", "identity"),
        "X-Goog-Storage-Class": record.attributes.get("storageClass", "STANDARD"),
    }


def media_headers(record: ObjectRecord) -> dict[str, str]:
    """Return what goes with an object's bytes; the object is private, so no cache may share it."""
    attributes = record.attributes
    headers = {
        **object_headers(record),
        "Content-Type": attributes.get("contentType", DEFAULT_CONTENT_TYPE),
        "Cache-Control": attributes.get("cacheControl", "private, max-age=0"),
        "Last-Modified": format_datetime(record.updated_at.replace(microsecond=0), usegmt=True),
        "Accept-Ranges": "bytes",
    }
    for header, attribute in (
        ("Content-Disposition", "contentDisposition"),
        ("Content-Encoding", "contentEncoding"),
        ("Content-Language", "contentLanguage"),
    ):
        if attribute in attributes:
            headers[header] = attributes[attribute]
    for key, value in attributes.get("metadata", {}).items():
        if _TOKEN.fullmatch(key):
            headers[f"X-Goog-Meta-{key}"] = value
    return headers
