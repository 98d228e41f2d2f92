"""An object store in memory, stricter than the real one.

It refuses names that no part of ours would make; told to, it fails, loses replies or lets a rival go first.
`receive` and `serve` are the browser's side of the signed links.
"""

import hashlib
import re
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from shared.errors import PermanentError, PreconditionFailed, TransientError
from shared.model.video import StoredObject
from shared.storage.base import LINK_TTL_S, READ_MAX_BYTES
from shared.storage.disposition import attachment

ORIGIN = "https://objects.test"
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
LINK_TTL_MAX_S = 7 * 24 * 3600


@dataclass
class MemoryObjects:
    """An `ObjectStore`. Set `down` and nothing answers; `now` is what link expiry goes by."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    objects: dict[str, tuple[StoredObject, bytes]] = field(default_factory=dict)
    down: bool = False
    lost_replies: int = 0
    """How many of the next puts succeed and then seem to have failed."""
    before_put: Callable[[], None] | None = None
    """Called once, before the next put: what another process does in between."""
    read_file: Callable[[Path], bytes] = Path.read_bytes
    """How a file's bytes are had."""
    puts: int = 0
    fetched: list[str] = field(default_factory=list)
    piece_bytes: int = READ_MAX_BYTES
    breaks_after: int | None = None
    """After how many more pieces of what is read storage breaks off."""
    read_bytes: int = 0
    _generation: int = 1_700_000_000_000_000
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def put(self, name: str, file: Path, *, content_type: str) -> StoredObject:
        self._check(name)
        rival, self.before_put = self.before_put, None
        if rival:
            rival()
        content = self.read_file(file)
        with self._lock:
            self.puts += 1
            there = self.objects.get(name)
            if there and there[1] != content:
                raise PreconditionFailed(f"other bytes are stored as {name}")
            stored = there[0] if there else self._keep(name, content, content_type, zlib.crc32(content))
            if self.lost_replies:
                self.lost_replies -= 1
                raise TransientError("Storage does not answer.", code="storage_unavailable")
            return stored

    def give(self, name: str, content: bytes, *, content_type: str = "video/mp4") -> StoredObject:
        """Let an object be there that was put at some time."""
        self._check(name)
        return self._keep(name, content, content_type, zlib.crc32(content))

    def find(self, name: str) -> StoredObject | None:
        self._check(name)
        there = self.objects.get(name)
        return there[0] if there else None

    def list(self, prefix: str, *, limit: int) -> list[StoredObject]:
        self._check(prefix.rstrip("/"))
        assert limit > 0, "every list has a limit"
        names = sorted(name for name in self.objects if name.startswith(prefix))
        return [self.objects[name][0] for name in names[:limit]]

    def fetch(self, name: str, target: Path, *, size_max_bytes: int) -> StoredObject:
        self._check(name)
        self.fetched.append(name)
        there = self.objects.get(name)
        if there is None:
            raise PermanentError("The stored file is gone.", code="file_missing")
        if there[0].size_bytes > size_max_bytes:
            raise PermanentError("The stored file is too large.", code="file_too_large")
        target.write_bytes(there[1])
        return there[0]

    def read(self, stored: StoredObject, start: int, stop: int) -> Iterator[bytes]:
        assert 0 <= start <= stop <= stored.size_bytes, "nobody asks for what is not there"
        for at in range(start, stop, self.piece_bytes):
            self._check(stored.name)
            if self.breaks_after is not None:
                self.breaks_after -= 1
                if self.breaks_after < 0:
                    raise TransientError("Storage broke off.", code="storage_unavailable")
            there = self.objects.get(stored.name)
            if there is None or there[0].generation != stored.generation:
                raise PermanentError("The stored file is gone.", code="file_missing")
            piece = there[1][at : min(at + self.piece_bytes, stop)]
            self.read_bytes += len(piece)
            yield piece

    def delete(self, name: str) -> None:
        self._check(name)
        self.objects.pop(name, None)

    def link(self, stored: StoredObject, *, ttl_s: int = LINK_TTL_S, file_name: str | None = None) -> str:
        self._check(stored.name)
        words = {"generation": str(stored.generation)}
        if file_name:
            words["response-content-disposition"] = attachment(file_name)
        return self._signed("GET", stored.name, ttl_s, words)

    def upload_link(
        self, name: str, *, content_type: str, size_max_bytes: int, ttl_s: int
    ) -> tuple[str, dict[str, str]]:
        self._check(name)
        headers = {
            "Content-Type": content_type,
            "x-goog-content-length-range": f"1,{size_max_bytes}",
            "x-goog-if-generation-match": "0",
        }
        return self._signed("PUT", name, ttl_s, {"headers": urlencode(sorted(headers.items()))}), headers

    def serve(self, url: str) -> tuple[int, bytes, dict[str, str]]:
        """Answer a browser's GET: status, body, headers."""
        status, name, words = self._opened("GET", url)
        there = self.objects.get(name)
        if status != 200:
            return status, b"", {}
        if there is None or str(there[0].generation) != words["generation"]:
            return 404, b"", {}
        disposition = words.get("response-content-disposition")
        headers = {"content-type": there[0].content_type}
        return 200, there[1], headers | ({"content-disposition": disposition} if disposition else {})

    def receive(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        """Answer a browser's PUT with a status."""
        status, name, words = self._opened("PUT", url)
        if status != 200:
            return status
        if urlencode(sorted(headers.items())) != words["headers"]:
            return 403
        least, most = map(int, headers["x-goog-content-length-range"].split(","))
        if not least <= len(body) <= most:
            return 400
        with self._lock:
            if name in self.objects:
                return 412
            self._keep(name, body, headers["Content-Type"])
        return 200

    def _keep(self, name: str, content: bytes, content_type: str, crc32: int | None = None) -> StoredObject:
        self._generation += 1
        stored = StoredObject(
            name=name,
            generation=self._generation,
            size_bytes=len(content),
            content_type=content_type,
            crc32=crc32,
        )
        self.objects[name] = (stored, content)
        return stored

    def _check(self, name: str) -> None:
        assert NAME.fullmatch(name), f"no part of ours makes the name {name!r}"
        if self.down:
            raise TransientError("Storage does not answer.", code="storage_unavailable")

    def _signed(self, method: str, name: str, ttl_s: int, words: dict[str, str]) -> str:
        if not 1 <= ttl_s <= LINK_TTL_MAX_S:
            raise ValueError(f"a link lives 1 to {LINK_TTL_MAX_S} s, not {ttl_s}")
        expires = str((self.now() + timedelta(seconds=ttl_s)).timestamp())
        query = urlencode({**words, "expires": expires})
        return f"{ORIGIN}/{quote(name)}?{query}&signature={_seal(method, name, query)}"

    def _opened(self, method: str, url: str) -> tuple[int, str, dict[str, str]]:
        parts = urlsplit(url)
        name, (query, _, signature) = unquote(parts.path[1:]), parts.query.rpartition("&signature=")
        words = {key: values[0] for key, values in parse_qs(query).items()}
        if signature != _seal(method, name, query):
            return 403, name, words
        return (400 if self.now().timestamp() > float(words["expires"]) else 200), name, words


def _seal(method: str, name: str, query: str) -> str:
    return hashlib.sha256(f"{method} {name} {query}".encode()).hexdigest()
