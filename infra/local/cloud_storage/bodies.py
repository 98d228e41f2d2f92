"""A request's body: streamed, or read into memory when it must be small."""

from aiohttp import StreamReader

from .call import JSON_BODY_BYTES_MAX
from .errors import too_large


class WholeBody:
    """All of a request's body."""

    def __init__(self, content: StreamReader) -> None:
        self.content = content

    async def next_bytes(self) -> bytes:
        """Return whatever has arrived, or none at the end."""
        return await self.content.readany()


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
