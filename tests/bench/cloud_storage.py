"""Speed and memory of our Cloud Storage server: `python -m tests.bench.cloud_storage`."""

import http.client
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cloud_storage_process import RunningServer, running_server

SIZE_MB = 500
CHUNK_BYTES = 8 << 20
ROUNDS = 3


def measure() -> dict[str, float]:
    """Move one object of 500 MB up and down, over raw HTTP and with the Python client.

    Speeds are the best of a few rounds: on a shared machine the others only measure the neighbours.
    """
    with TemporaryDirectory() as directory:
        source = Path(directory) / "source"
        _fill(source)
        with running_server(Path(directory) / "server") as server:
            figures = {
                "upload_mb_per_s": _best(lambda: _upload(server, source)),
                "download_mb_per_s": _best(lambda: _download(server)),
                "client_upload_mb_per_s": _best(lambda: _client_upload(server, source)),
                "client_download_mb_per_s": _best(lambda: _client_download(server)),
            }
            return {**figures, "peak_rss_mb": server.peak_rss_mb()}


def _fill(path: Path) -> None:
    block = os.urandom(1 << 20)
    with path.open("wb") as file:
        for _ in range(SIZE_MB):
            file.write(block)


def _best(move: Callable[[], None]) -> float:
    return max(SIZE_MB / _elapsed_s(move) for _ in range(ROUNDS))


def _elapsed_s(move: Callable[[], None]) -> float:
    started = time.perf_counter()
    move()
    return time.perf_counter() - started


def _connect(server: RunningServer) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=120, blocksize=1 << 20)


def _upload(server: RunningServer, source: Path) -> None:
    path = server.sign("raw", method="PUT").removeprefix(server.url)
    connection = _connect(server)
    with source.open("rb") as file:
        connection.request("PUT", path, file, {"Content-Length": str(SIZE_MB << 20)})
        answer = connection.getresponse()
    _expect(answer.status == 200)
    connection.close()


def _download(server: RunningServer) -> None:
    connection = _connect(server)
    connection.request("GET", server.sign("raw").removeprefix(server.url))
    answer = connection.getresponse()
    buffer, size_bytes = bytearray(1 << 20), 0
    while count := answer.readinto(buffer):
        size_bytes += count
    _expect(size_bytes == SIZE_MB << 20)
    connection.close()


def _client_upload(server: RunningServer, source: Path) -> None:
    blob = server.bucket().blob("client", chunk_size=CHUNK_BYTES)
    blob.upload_from_filename(str(source))
    _expect(blob.size == SIZE_MB << 20)


def _client_download(server: RunningServer) -> None:
    blob = server.bucket().blob("client", chunk_size=CHUNK_BYTES)
    blob.download_to_filename(os.devnull)


def _expect(holds: bool) -> None:
    if not holds:
        raise RuntimeError("the server did not do what was measured")


def main() -> None:
    """Print the figures, one a line."""
    for name, figure in measure().items():
        sys.stdout.write(f"{name:26} {figure:8.1f}\n")


if __name__ == "__main__":
    main()
