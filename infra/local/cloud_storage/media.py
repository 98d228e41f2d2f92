"""An object's bytes: whole, in part, or only announced."""

from .byte_range import RangeNotSatisfiableError, wanted_range
from .call import Call
from .errors import StorageError, not_modified, precondition_failed
from .object_headers import media_headers
from .records import ObjectRecord
from .reply import FileSlice, Reply
from .storage import Storage


def media_reply(storage: Storage, call: Call, record: ObjectRecord, *, etag: str) -> Reply:
    """Answer GET or HEAD with the bytes that `Range` asks for.

    `etag` is quoted; the two APIs tag the same bytes differently.

    Raises:
        StorageError: 304, 412 or 416.
    """
    headers = {**media_headers(record), "ETag": etag}
    _check_tags(call, etag)
    wanted = _wanted(call, record, headers)
    status = 200
    offset, size_bytes = 0, record.size_bytes
    if wanted is not None:
        status = 206
        offset, size_bytes = wanted
        last = offset + size_bytes - 1
        headers["Content-Range"] = f"bytes {offset}-{last}/{record.size_bytes}"
    if call.method == "HEAD":
        return Reply(status, headers, head_size_bytes=size_bytes)
    return Reply(status, headers, FileSlice(storage.files.open(record.file_id), offset, size_bytes))


def _check_tags(call: Call, etag: str) -> None:
    if (unwanted := call.headers.get("If-None-Match")) and _lists(unwanted, etag):
        raise not_modified({"ETag": etag})
    if (wanted := call.headers.get("If-Match")) and not _lists(wanted, etag):
        raise precondition_failed()


def _wanted(call: Call, record: ObjectRecord, headers: dict[str, str]) -> tuple[int, int] | None:
    unchanged_since = call.headers.get("If-Range")
    if unchanged_since not in {None, headers["ETag"], headers["Last-Modified"]}:
        return None
    try:
        return wanted_range(call.headers.get("Range"), record.size_bytes)
    except RangeNotSatisfiableError:
        raise StorageError(
            416,
            "requestedRangeNotSatisfiable",
            "InvalidRange",
            "The requested range cannot be satisfied.",
            headers={"Content-Range": f"bytes */{record.size_bytes}", "Accept-Ranges": "bytes"},
        ) from None


def _lists(header: str, etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in tags or etag in tags or etag.strip('"') in tags
