"""Bytes from the network into a file, in constant memory and with both checksums."""

import asyncio
from typing import BinaryIO, Protocol

from .checksums import Digest
from .errors import StorageError, invalid

# Large enough that a hop to a thread costs nothing, small enough for many uploads at once.
BLOCK_BYTES = 1 << 20
IDLE_TIMEOUT_S = 120


class Source(Protocol):
    """Somewhere bytes come from: a request's body or one part of it."""

    async def next_bytes(self) -> bytes:
        """Return some bytes, or none at the end."""
        ...


class Sink:
    """An open file that grows, and the checksums of all of it."""

    def __init__(self, file: BinaryIO, digest: Digest, *, skip_bytes: int = 0) -> None:
        self._file = file
        self._digest = digest
        self._skip_bytes = skip_bytes

    def write(self, chunks: list[bytes]) -> None:
        """Append; what the client sends a second time was skipped already."""
        for chunk in chunks:
            kept = chunk[self._skip_bytes :] if self._skip_bytes else chunk
            self._skip_bytes -= len(chunk) - len(kept)
            self._file.write(kept)
            self._digest.update(kept)


async def receive(source: Source, sink: Sink, *, limit_bytes: int | None = None) -> int:
    """Write all of `source` to `sink` and return its length.

    One block is hashed and written while the next arrives. Whatever arrived is in the file when
    this ends, also when it ends with an error.

    Raises:
        StorageError: more than `limit_bytes` arrived, or nothing for too long.
        ConnectionError: the client went away.
    """
    writer = _BlockWriter(sink)
    received_bytes = 0
    try:
        while chunk := await _next(source):
            received_bytes += len(chunk)
            if limit_bytes is not None and received_bytes > limit_bytes:
                raise invalid("The body is longer than announced.", code="EntityTooLarge")
            await writer.add(chunk)
    finally:
        await writer.flush()
    return received_bytes


async def _next(source: Source) -> bytes:
    try:
        async with asyncio.timeout(IDLE_TIMEOUT_S):
            return await source.next_bytes()
    except TimeoutError:
        message = f"No byte arrived for {IDLE_TIMEOUT_S} s."
        raise StorageError(408, "requestTimeout", "RequestTimeout", message) from None


class _BlockWriter:
    """Collects chunks into blocks and has at most one block on its way to the file."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._chunks: list[bytes] = []
        self._size_bytes = 0
        self._writing: asyncio.Future[None] | None = None

    async def add(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self._size_bytes += len(chunk)
        if self._size_bytes >= BLOCK_BYTES:
            await self._written()
            loop = asyncio.get_running_loop()
            self._writing = loop.run_in_executor(None, self._sink.write, self._chunks)
            self._chunks, self._size_bytes = [], 0

    async def flush(self) -> None:
        await self._written()
        chunks, self._chunks = self._chunks, []
        if self._size_bytes > 64 << 10:
            await asyncio.shield(asyncio.to_thread(self._sink.write, chunks))
        else:
            self._sink.write(chunks)

    async def _written(self) -> None:
        if self._writing is not None:
            writing, self._writing = self._writing, None
            await asyncio.shield(writing)
