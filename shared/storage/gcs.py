"""Files in Google Cloud Storage. Objects are created once, never overwritten, and read by generation."""

import base64
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import google_crc32c
from google.api_core import exceptions as google_errors
from google.auth.credentials import Signing
from google.auth.transport.requests import Request
from google.cloud import storage
from google.cloud.storage.retry import DEFAULT_RETRY

from shared.errors import PermanentError, PreconditionFailed, TransientError
from shared.model.video import StoredObject
from shared.storage.base import LINK_TTL_S, READ_MAX_BYTES
from shared.storage.disposition import attachment
from shared.storage.gcs_errors import our_errors
from shared.storage.gcs_reading import address_of, stream
from shared.storage.iam_signer import IamSigner

CONNECT_TIMEOUT_S = 5
LINK_TTL_MAX_S = 7 * 24 * 3600
"""The longest life of a V4 signature."""

CHUNK_BYTES = 16 * 1024 * 1024
"""What a resumable upload holds in memory; files up to 8 MB go in one request instead."""

CRC32 = "crc32"
"""The metadata that holds an object's checksum as ZIP counts it; Cloud Storage itself counts another one."""

_HEX = re.compile(r"[0-9a-f]{8}")


class CloudStorage:
    """An `ObjectStore`. `signer` holds a private key; without one, IAM signs as the client's own account.

    `endpoint` is the origin of signed links if it is not Google's. `timeout_s` is for one read or write of
    the network, `retry_s` for all tries of one request.
    """

    def __init__(
        self,
        client: storage.Client,
        bucket: str,
        signer: Signing | None = None,
        endpoint: str | None = None,
        *,
        timeout_s: float = 60,
        retry_s: float = 45,
    ) -> None:
        self._client = client
        self._bucket = client.bucket(bucket)
        self._signer = signer or IamSigner(client._credentials, Request())  # noqa: SLF001 - no public way to them
        self._endpoint = endpoint
        self._call = {
            "timeout": (CONNECT_TIMEOUT_S, timeout_s),
            "retry": DEFAULT_RETRY.with_timeout(retry_s),
        }

    def put(self, name: str, file: Path, *, content_type: str) -> StoredObject:
        """Create an object that must not exist; if the same bytes are there already, that is success.

        Nothing is visible before the last byte has arrived and the checksum matched.

        Raises:
            PreconditionFailed: other bytes are there.
        """
        blob = self._bucket.blob(name, chunk_size=CHUNK_BYTES)
        blob.metadata = {CRC32: f"{_crc32(file):08x}"}
        with our_errors():
            try:
                blob.upload_from_filename(
                    str(file),
                    content_type=content_type,
                    if_generation_match=0,
                    checksum="crc32c",
                    **self._call,
                )
            except google_errors.PreconditionFailed:
                return self._same(name, file)
        return _stored(blob)

    def _same(self, name: str, file: Path) -> StoredObject:
        """Return what is there already, if it is this file: our own upload whose reply was lost."""
        blob = self._bucket.get_blob(name, **self._call)
        if blob is None:
            raise TransientError("A stored file came and went.", code="storage_unavailable")
        if (blob.size, blob.crc32c) != (file.stat().st_size, _crc32c(file)):
            raise PreconditionFailed(f"other bytes are stored as {name}")
        return _stored(blob)

    def find(self, name: str) -> StoredObject | None:
        """Return what is stored under a name."""
        with our_errors():
            blob = self._bucket.get_blob(name, **self._call)
        return None if blob is None else _stored(blob)

    def list(self, prefix: str, *, limit: int) -> list[StoredObject]:
        """Return at most `limit` objects whose names begin with `prefix`."""
        with our_errors():
            blobs: Iterable[Any] = self._client.list_blobs(
                self._bucket, prefix=prefix, max_results=limit, **self._call
            )
            return [_stored(blob) for blob in blobs]

    def fetch(self, name: str, target: Path, *, size_max_bytes: int) -> StoredObject:
        """Download an object into `target`, one generation of it, exactly as it is stored.

        Raises:
            PermanentError: it does not exist or is larger than `size_max_bytes`.
            PreconditionFailed: it was replaced meanwhile.
        """
        stored = self.find(name)
        if stored is None:
            raise PermanentError("The stored file is gone.", code="file_missing")
        if stored.size_bytes > size_max_bytes:
            raise PermanentError("The stored file is too large.", code="file_too_large")
        blob = self._bucket.blob(name)
        with our_errors(), target.open("wb") as file:
            # Raw: whoever uploaded it may have declared it compressed, and unpacking has no limit.
            blob.download_to_file(
                file,
                raw_download=True,
                if_generation_match=stored.generation,
                checksum="crc32c",
                **self._call,
            )
        return stored

    def read(self, stored: StoredObject, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes from `start` to `stop` of exactly this generation, at most a mebibyte at once.

        A connection that breaks is taken up again where it broke, a few times.

        Raises:
            PermanentError: this generation is not there.
            TransientError: storage does not answer, or stops in the middle.
        """
        session = self._client._http  # noqa: SLF001 - the client has no public way to read without holding it all
        address = address_of(self._client.api_endpoint, self._bucket.name, stored)
        return stream(session, address, start, stop, timeout=self._call["timeout"])

    def delete(self, name: str) -> None:
        """Remove an object; one that is gone already is fine."""
        with our_errors():
            try:
                self._bucket.blob(name).delete(**self._call)
            except google_errors.NotFound:
                return

    def link(self, stored: StoredObject, *, ttl_s: int = LINK_TTL_S, file_name: str | None = None) -> str:
        """Return a signed GET link to exactly this generation; `file_name` makes it a download."""
        return self._signed(
            stored.name,
            ttl_s,
            method="GET",
            generation=stored.generation,
            response_disposition=attachment(file_name) if file_name else None,
        )

    def upload_link(
        self, name: str, *, content_type: str, size_max_bytes: int, ttl_s: int
    ) -> tuple[str, dict[str, str]]:
        """Return a signed PUT link and the headers that the sender must send with it.

        The headers are signed: the type, the size and that nothing may be there yet cannot be left out.
        """
        headers = {
            "Content-Type": content_type,
            "x-goog-content-length-range": f"1,{size_max_bytes}",
            "x-goog-if-generation-match": "0",
        }
        return self._signed(name, ttl_s, method="PUT", headers=dict(headers)), headers

    def _signed(self, name: str, ttl_s: int, **words: Any) -> str:
        if not 1 <= ttl_s <= LINK_TTL_MAX_S:
            raise ValueError(f"a link lives 1 to {LINK_TTL_MAX_S} s, not {ttl_s}")
        with our_errors():
            return str(
                self._bucket.blob(name).generate_signed_url(
                    version="v4",
                    expiration=timedelta(seconds=ttl_s),
                    credentials=self._signer,
                    api_access_endpoint=self._endpoint,
                    **words,
                )
            )


def _stored(blob: storage.Blob) -> StoredObject:
    return StoredObject(
        name=blob.name,
        generation=int(blob.generation),
        size_bytes=int(blob.size),
        content_type=blob.content_type or "application/octet-stream",
        crc32=_told_crc32(blob.metadata or {}),
    )


def _told_crc32(metadata: Mapping[str, str]) -> int | None:
    told = metadata.get(CRC32, "")
    return int(told, 16) if _HEX.fullmatch(told) else None


def _crc32(file: Path) -> int:
    value = 0
    with file.open("rb") as opened:
        while chunk := opened.read(READ_MAX_BYTES):
            value = zlib.crc32(chunk, value)
    return value


def _crc32c(file: Path) -> str:
    """Return the checksum as Cloud Storage spells it: base64 of four bytes, big-endian."""
    value = 0
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK_BYTES):
            value = google_crc32c.extend(value, chunk)
    return base64.b64encode(value.to_bytes(4, "big")).decode()
