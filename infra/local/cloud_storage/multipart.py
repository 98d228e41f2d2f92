"""`multipart/related`: an object's description and its bytes in one body.

The frameworks' readers insist on CRLF; `gcloud` and `gsutil` end lines with LF alone.
"""

import re
from email.message import Message
from email.parser import BytesParser
from typing import Any

from aiohttp import StreamReader

from .call import JSON_BODY_BYTES_MAX, parse_document
from .errors import invalid, too_large

HEAD_BYTES_MAX = JSON_BODY_BYTES_MAX + (16 << 10)
# What may follow the closing boundary.
_EPILOGUE_BYTES_MAX = 256
_HEAD = (
    rb"(?:\r?\n)?--%(boundary)s[ \t]*(?P<newline>\r?\n)"
    rb"(?:[^\r\n]+(?P=newline))*(?P=newline)"
    rb"(?P<document>.*?)"
    rb"(?P=newline)--%(boundary)s[ \t]*(?P=newline)"
    rb"(?P<headers>(?:[^\r\n]+(?P=newline))*)(?P=newline)"
)


class MediaPart:
    """The second part, as it arrives; a little is held back until it is not the boundary."""

    def __init__(
        self, content: StreamReader, *, begun: bytes, closing: bytes, content_type: str | None
    ) -> None:
        self._content = content
        self._held = begun
        self._closing = closing
        self._is_over = False
        self.content_type = content_type

    async def next_bytes(self) -> bytes:
        """Return the next bytes before the closing boundary, or none.

        Raises:
            StorageError: the body ends without it.
        """
        keep_bytes = len(self._closing) + _EPILOGUE_BYTES_MAX
        while not self._is_over:
            chunk = await self._content.readany()
            if not chunk:
                self._is_over = True
                return self._last_bytes()
            held = self._held + chunk
            if len(held) > keep_bytes:
                self._held = held[-keep_bytes:]
                return held[:-keep_bytes]
            self._held = held
        return b""

    def _last_bytes(self) -> bytes:
        end = self._held.rfind(self._closing)
        if end < 0:
            raise invalid("Malformed multipart body: it has no closing boundary.")
        return self._held[:end]


async def open_multipart(content_type: str, content: StreamReader) -> tuple[dict[str, Any], MediaPart]:
    """Read the description and stop where the object's bytes begin.

    Raises:
        StorageError: it is not of that form, or the description is too large.
    """
    boundary = _boundary(content_type)
    pattern = re.compile(_HEAD % {b"boundary": re.escape(boundary)}, re.DOTALL)
    head = b""
    while (match := pattern.match(head)) is None:
        chunk = await content.readany()
        if not chunk:
            raise invalid("Malformed multipart body.")
        head += chunk
        if len(head) > HEAD_BYTES_MAX:
            raise too_large(f"The metadata is larger than {JSON_BODY_BYTES_MAX} bytes.")
    headers = BytesParser().parsebytes(match["headers"])
    part = MediaPart(
        content,
        begun=head[match.end() :],
        closing=match["newline"] + b"--" + boundary + b"--",
        content_type=headers.get("Content-Type"),
    )
    return parse_document(match["document"]), part


def _boundary(content_type: str) -> bytes:
    header = Message()
    header["Content-Type"] = content_type
    # `gcloud` and `gsutil` put it between single quotes that are not part of it.
    boundary = (header.get_boundary() or "").strip("'")
    if not boundary or not boundary.isascii() or not content_type.startswith("multipart/"):
        raise invalid("A multipart upload needs a Content-Type with a boundary.")
    return boundary.encode()
