"""The real bucket and the real studio, with points before, after, and in the middle of a transfer."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, cast

import requests
from requests.adapters import HTTPAdapter

from shared.model.segment import SegmentPlan
from shared.model.video import Probe, StoredObject
from shared.services.collector import Studio
from shared.services.transcoder import Encoder
from shared.storage.gcs import CloudStorage
from tests.kill.mortality import Mortal, about_path

At = Callable[..., None]


class MortalObjects:
    """An `ObjectStore` that passes all on; in the middle of an upload half of its bytes are on the wire."""

    def __init__(self, real: CloudStorage, mortal: Mortal) -> None:
        self._real = real
        self._at = mortal.at
        real._client._http.mount("http://", _Uploads(mortal.at))

    def put(self, name: str, file: Path, *, content_type: str) -> StoredObject:
        stored = self._real.put(name, file, content_type=content_type)
        self._at("post-upload")
        return stored

    def fetch(self, name: str, target: Path, *, size_max_bytes: int) -> StoredObject:
        self._at("pre-download")
        return self._real.fetch(name, cast("Path", Target(target, self._at)), size_max_bytes=size_max_bytes)

    def delete(self, name: str) -> None:
        about_path(name)
        self._at("mid-gc")
        self._real.delete(name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def mortal_studio(real: Studio, mortal: Mortal) -> Studio:
    """Return the studio, with points around fetching and probing."""

    def fetch(url: str, target: Path) -> object:
        mortal.at("pre-download")
        return real.fetch(url, cast("Path", Target(target, mortal.at)))

    def probe(path: Path) -> Probe:
        measured = real.probe(path)
        mortal.at("post-probe")
        return measured

    return replace(real, fetch=fetch, probe=probe)


def mortal_encoder(real: Encoder, mortal: Mortal) -> Encoder:
    """Return the encoder, with a point where a segment is half done, and one after probing the whole."""

    def encode(film: Path, plan: SegmentPlan, target: Path, *, watch: Callable[[int], None]) -> None:
        def watched(frames: int) -> None:
            mortal.at("mid-encode")
            watch(frames)

        real.encode(film, plan, target, watch=watched)

    def probe(path: Path) -> Probe:
        measured = real.probe(path)
        mortal.at("post-probe")
        return measured

    return replace(real, encode=encode, probe=probe)


class Target:
    """A path to download into: each piece that was written is a point, the next ones still on the wire."""

    def __init__(self, real: Path, at: At) -> None:
        self._real = real
        self._at = at

    def open(self, mode: str) -> "_Written":
        return _Written(cast("BinaryIO", self._real.open(mode)), self._at)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _Written:
    """A file that passes all on."""

    def __init__(self, real: BinaryIO, at: At) -> None:
        self._real = real
        self._at = at

    def __enter__(self) -> "_Written":
        return self

    def __exit__(self, *_how: object) -> None:
        self._real.close()

    def write(self, piece: bytes) -> int:
        size = self._real.write(piece)
        self._real.flush()
        self._at("mid-download")
        return size

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _Uploads(HTTPAdapter):
    """Sends what has a file in its body in two halves."""

    def __init__(self, at: At) -> None:
        self._at = at
        super().__init__()

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> Any:
        if isinstance(request.body, bytes) and "/upload/" in str(request.url):
            request.body = Halves(request.body, self._at)  # type: ignore[assignment]
        return super().send(request, *arguments, **options)


class Halves(io.BytesIO):
    """A body that is read in two pieces; between them, the first is on its way."""

    def __init__(self, body: bytes, at: At) -> None:
        super().__init__(body)
        self._at = at
        self._half = len(body) // 2

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() < self._half:
            return super().read(self._half - self.tell())
        if self.tell() == self._half:
            self._at("mid-upload")
        return super().read(size)
