"""Download a result from a provider. The server is hostile: it may stall, lie, redirect or never end.

It speaks to `httpcore`, the client under httpx, because only there a connection can be pinned to a checked
address and held to a deadline (see `connection`). Nothing is decompressed, so a bomb cannot go off here.
"""

import ssl
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import monotonic
from typing import BinaryIO

import httpcore

from shared.media.connection import CheckedNetwork
from shared.media.errors import DownloadFailed, LinkExpired, ResultRefused, ResultTruncated, ResultUnusable
from shared.media.formats import HEAD_BYTES, container_of
from shared.model.target import Target, target_of

REDIRECTS_MAX = 3
_REDIRECTS = {301, 302, 303, 307, 308}
_EXPIRED = {401, 403, 404, 410}
_PASSING = {408, 425, 429}


@dataclass(frozen=True)
class Patience:
    """How long a server may take, and how slow it may be once `grace_s` have passed."""

    connect_s: float = 5
    read_s: float = 30
    total_s: float = 240
    bytes_per_s_min: int = 32_768
    grace_s: float = 20


@dataclass(frozen=True)
class FetchedFile:
    """A file that arrived whole and begins like a video."""

    path: Path
    size_bytes: int
    container: str


def fetch(
    url: str, target: Path, *, hosts: Collection[str], size_max_bytes: int, patience: Patience | None = None
) -> FetchedFile:
    """Download `url` into `target`, from one of `hosts` (their form: `target_of`).

    Raises:
        LinkExpired: the server no longer gives it to us; ask the provider for a fresh link.
        ResultTruncated, DownloadFailed: it did not arrive whole; it may the next time.
        ResultRefused: it leads to where we do not go.
        ResultUnusable: it is too large, compressed, or not a video.
    """
    patience = patience or Patience()
    deadline = monotonic() + patience.total_s
    place = _allowed(url, hosts)
    for _ in range(REDIRECTS_MAX + 1):
        with _response(place, patience, deadline) as response:
            if response.status not in _REDIRECTS:
                return _save(response, target, size_max_bytes, patience)
            place = _allowed(_header(response, b"location"), hosts, base=place.url)
    raise ResultRefused("The video's address leads from one place to another without end.")


def _allowed(url: str, hosts: Collection[str], *, base: str = "") -> Target:
    target = target_of(url, hosts, base=base)
    if target is None:
        raise ResultRefused("The provider gave an address that we do not call.")
    return target


@contextmanager
def _response(place: Target, patience: Patience, deadline: float) -> Iterator[httpcore.Response]:
    """Send one GET on a connection of its own; its errors become ours, here and while the body is read."""
    timeouts = {"connect": patience.connect_s, "read": patience.read_s, "write": patience.read_s}
    network = CheckedNetwork(deadline=deadline, internal=place.internal)
    port = b"" if place.port in {80, 443} else b":%d" % place.port
    headers = [
        (b"Host", place.host.encode() + port),
        (b"Accept", b"video/*, application/octet-stream"),
        (b"Accept-Encoding", b"identity"),
        (b"Connection", b"close"),
    ]
    address = httpcore.URL(
        scheme=place.scheme.encode(), host=place.host.encode(), port=place.port, target=place.path.encode()
    )
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_tls(), network_backend=network) as pool,
            pool.stream("GET", address, headers=headers, extensions={"timeout": timeouts}) as response,
        ):
            yield response
    except httpcore.RemoteProtocolError as error:
        raise ResultTruncated("The video's server broke off.") from error
    except (httpcore.TimeoutException, httpcore.NetworkError) as error:
        raise DownloadFailed("The video's server does not answer, or too slowly.") from error
    except httpcore.LocalProtocolError as error:
        raise ResultRefused("The provider gave an address that we do not call.") from error


@cache
def _tls() -> ssl.SSLContext:
    return httpcore.default_ssl_context()


def _save(response: httpcore.Response, target: Path, size_max_bytes: int, patience: Patience) -> FetchedFile:
    _check_status(response.status)
    if _header(response, b"content-encoding") not in {"", "identity"}:
        raise ResultUnusable("The result is not a video: it came compressed.")
    promised = _header(response, b"content-length")
    if promised and int(promised) > size_max_bytes:
        raise _too_large(size_max_bytes)
    with target.open("wb") as file:
        size_bytes, head = _write(response.iter_stream(), file, size_max_bytes, patience)
    if size_bytes == 0:
        raise ResultTruncated("The video arrived empty.")
    if promised and size_bytes != int(promised):
        raise ResultTruncated(f"The video arrived incomplete: {size_bytes} of {promised} bytes.")
    container = container_of(head)
    if container is None:
        raise ResultUnusable("The result is not a video.")
    return FetchedFile(path=target, size_bytes=size_bytes, container=container)


def _check_status(status: int) -> None:
    if status in _EXPIRED:
        raise LinkExpired("The link to the video has expired.")
    if status >= 500 or status in _PASSING:
        raise DownloadFailed(f"The video's server answered {status}.")
    if status != 200:
        raise ResultUnusable(f"The video's server answered {status}.")


def _write(
    chunks: Iterable[bytes], file: BinaryIO, size_max_bytes: int, patience: Patience
) -> tuple[int, bytes]:
    """Count while writing, whatever length was promised; return the size and the first bytes."""
    started, size_bytes, head = monotonic(), 0, b""
    for chunk in chunks:
        size_bytes += len(chunk)
        if size_bytes > size_max_bytes:
            raise _too_large(size_max_bytes)
        if len(head) < HEAD_BYTES:
            head = (head + chunk)[:HEAD_BYTES]
            if len(head) == HEAD_BYTES and container_of(head) is None:
                raise ResultUnusable("The result is not a video.")  # no need to read on
        passed_s = monotonic() - started
        if passed_s > patience.grace_s and size_bytes < passed_s * patience.bytes_per_s_min:
            raise DownloadFailed("The video arrives too slowly.")
        file.write(chunk)
    return size_bytes, head


def _header(response: httpcore.Response, name: bytes) -> str:
    """Return a header's value, or nothing."""
    values = [value for key, value in response.headers if key.lower() == name]
    return values[0].decode("latin-1").strip() if values else ""


def _too_large(size_max_bytes: int) -> ResultUnusable:
    return ResultUnusable(f"The video is larger than {size_max_bytes // 1_000_000} MB.")
