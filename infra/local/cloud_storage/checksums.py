"""MD5 and CRC32C of what was stored, and what the client said they would be."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import google_crc32c

from .errors import StorageError, invalid

_BLOCK_BYTES = 1 << 20


class Digest:
    """Both checksums of a growing file."""

    def __init__(self) -> None:
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._crc32c = 0
        self.size_bytes = 0

    @classmethod
    def of_file(cls, path: Path) -> "Digest":
        """Read a whole file, in constant memory."""
        digest = cls()
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
        return digest

    def update(self, block: bytes) -> None:
        """Take in the next bytes."""
        self._md5.update(block)
        self._crc32c = google_crc32c.extend(self._crc32c, block)
        self.size_bytes += len(block)

    @property
    def md5(self) -> str:
        """Return the MD5 in base64, as Cloud Storage writes it."""
        return base64.b64encode(self._md5.digest()).decode()

    @property
    def crc32c(self) -> str:
        """Return the CRC32C, big endian, in base64."""
        return base64.b64encode(self._crc32c.to_bytes(4, "big")).decode()


@dataclass(frozen=True)
class ExpectedChecksums:
    """What the client promised, in base64; None where it promised nothing."""

    md5: str | None = None
    crc32c: str | None = None

    @classmethod
    def of_document(cls, document: Mapping[str, object]) -> "ExpectedChecksums":
        """Read the metadata of a JSON upload."""
        return cls(
            _base64(document.get("md5Hash"), size_bytes=16),
            _base64(document.get("crc32c"), size_bytes=4),
        )

    @classmethod
    def stored(cls, record: Mapping[str, str | None]) -> "ExpectedChecksums":
        """Restore what `as_record` gave."""
        return cls(**record)

    def as_record(self) -> dict[str, str | None]:
        """Return what an upload session must remember."""
        return asdict(self)

    def and_headers(self, headers: Mapping[str, str]) -> "ExpectedChecksums":
        """Add what `Content-MD5` and `X-Goog-Hash` promise of a whole object; headers win."""
        promised = self.and_hash_header(headers)
        if content_md5 := headers.get("Content-MD5"):
            promised = replace(promised, md5=_base64(content_md5, size_bytes=16))
        return promised

    def and_hash_header(self, headers: Mapping[str, str]) -> "ExpectedChecksums":
        """Add what `X-Goog-Hash` promises: the one header that a last chunk may bring."""
        promised = self
        for part in headers.get("X-Goog-Hash", "").split(","):
            kind, _, value = part.strip().partition("=")
            if kind == "md5":
                promised = replace(promised, md5=_base64(value, size_bytes=16))
            elif kind == "crc32c":
                promised = replace(promised, crc32c=_base64(value, size_bytes=4))
        return promised

    def verify(self, digest: Digest) -> None:
        """Compare with what arrived.

        Raises:
            StorageError: 400, something else arrived.
        """
        if self.md5 not in {None, digest.md5}:
            raise _mismatch("MD5 hash", self.md5, digest.md5)
        if self.crc32c not in {None, digest.crc32c}:
            raise _mismatch("CRC32C", self.crc32c, digest.crc32c)


def _base64(text: object, *, size_bytes: int) -> str | None:
    if text is None:
        return None
    try:
        raw = base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != size_bytes:
        raise invalid("A checksum is not valid base64 of its length.", code="InvalidDigest")
    return base64.b64encode(raw).decode()


def _mismatch(what: str, provided: str | None, calculated: str) -> StorageError:
    message = f'Provided {what} "{provided}" doesn\'t match calculated {what} "{calculated}".'
    return invalid(message, code="BadDigest")
