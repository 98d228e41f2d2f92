"""Where an upload's bytes come from: a body, or the second part of a multipart body."""

from typing import Any

from aiohttp import BodyPartReader, MultipartReader, StreamReader

from .call import JSON_BODY_BYTES_MAX, parse_document
from .errors import invalid, too_large
from .receiving import BLOCK_BYTES


class WholeBody:
    """All of a request's body."""

    def __init__(self, content: StreamReader) -> None:
        self.content = content

    async def next_bytes(self) -> bytes:
        """Return whatever has arrived, or none at the end."""
        return await self.content.readany()


class MediaPart:
    """The part of a `multipart/related` body that holds the object's bytes."""

    def __init__(self, part: BodyPartReader) -> None:
        self._part = part

    @property
    def content_type(self) -> str | None:
        """Return the type that the part's header names."""
        return self._part.headers.get("Content-Type")

    async def next_bytes(self) -> bytes:
        """Return the next bytes before the closing boundary, or none."""
        try:
            return bytes(await self._part.read_chunk(BLOCK_BYTES))
        except ValueError:
            raise invalid("The multipart body ends before its closing boundary.") from None


async def small_body(content: StreamReader) -> bytes:
    """Read a body that must fit in memory.

    Raises:
        StorageError: 413, it is too large.
    """
    body = bytearray()
    while chunk := await content.readany():
        body += chunk
        if len(body) > JSON_BODY_BYTES_MAX:
            raise too_large(f"The body is larger than {JSON_BODY_BYTES_MAX} bytes.")
    return bytes(body)


async def open_multipart(
    content_type: str, content: StreamReader
) -> tuple[dict[str, Any], MediaPart]:
    """Read the metadata of a `multipart/related` upload and stop before the object's bytes.

    Raises:
        StorageError: it is not of that form.
    """
    try:
        reader = MultipartReader({"Content-Type": content_type}, content)
        document = await _metadata(await reader.next())
        media = await reader.next()
    except (ValueError, AssertionError):
        raise invalid("Malformed multipart body.") from None
    if not isinstance(media, BodyPartReader):
        raise invalid("A multipart upload has two parts: metadata and media.")
    return document, MediaPart(media)


async def _metadata(part: object) -> dict[str, Any]:
    if not isinstance(part, BodyPartReader):
        raise invalid("A multipart upload has two parts: metadata and media.")
    body = bytearray()
    while chunk := await part.read_chunk(64 << 10):
        body += chunk
        if len(body) > JSON_BODY_BYTES_MAX:
            raise too_large(f"The metadata is larger than {JSON_BODY_BYTES_MAX} bytes.")
    return parse_document(bytes(body))
