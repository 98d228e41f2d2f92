"""A ZIP of 5 GB through the function that makes it, beside the same films without a ZIP around them.

Both go the same way: our Cloud Storage server, the function's process, one connection to a client that throws
the bytes away. The films are one file of 500 MB, ten times: their bytes are real, the disk holds them once.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.local.ports import free_ports
from tests.bench.figure import Figure, at_least, at_most, told
from tests.bench.load import spread
from tests.bench.processes import memory_mb
from tests.cloud_storage_process import BUCKET, RunningServer, running_server
from tests.e2e.cloud import ROOT

FILM_MB = 500
FILMS = 10
ROUNDS = 3
MEMORY_MB = 64
START_S = 30
READ_BYTES = 1 << 20


def measure() -> list[Figure]:
    """Fetch the ZIP and the films in turns, and watch the function's memory."""
    with TemporaryDirectory() as folder, running_server(Path(folder) / "server") as server:
        film = _stored_film(server, Path(folder))
        with _function(server.url, film, Path(folder)) as (port, pid):
            _fetch(port, "/plain", stop_bytes=READ_BYTES)
            idle_mb = memory_mb(pid)
            turns = [(_fetch(port, "/zip"), _fetch(port, "/plain")) for _ in range(ROUNDS)]
            with _watched(pid) as seen:
                _fetch(port, "/zip")
        direct = [_fetch(server.port, server.sign("film").removeprefix(server.url)) for _ in range(ROUNDS)]
    ours, plain = (list(column) for column in zip(*turns, strict=True))
    ratios = [one / other for one, other in turns]
    return [
        told("ZIP of 5 GB", statistics.median(ours), "MB/s", spread=spread(ours)),
        told("ZIP: its films alone, the same way", statistics.median(plain), "MB/s", spread=spread(plain)),
        at_least("ZIP over its films alone", statistics.median(ratios), "x", 0.5, spread=spread(ratios)),
        told(
            "ZIP: its films straight from storage", statistics.median(direct), "MB/s", spread=spread(direct)
        ),
        at_most(
            "ZIP: memory over idle", max(seen) - idle_mb, "MB", MEMORY_MB, spread=f"idle {idle_mb:.0f} MB"
        ),
    ]


def _stored_film(server: RunningServer, folder: Path) -> dict[str, object]:
    """Store one file, and say what our adapter would have kept of it."""
    film, crc32 = folder / "film.mp4", 0
    with film.open("wb") as file:
        for _ in range(FILM_MB):
            block = os.urandom(1_000_000)
            crc32 = zlib.crc32(block, crc32)
            file.write(block)
    blob = server.bucket().blob("film", chunk_size=8 << 20)
    blob.upload_from_filename(str(film))
    film.unlink()
    size_bytes = FILM_MB * 1_000_000
    return {
        "name": "film",
        "generation": int(blob.generation),
        "size_bytes": size_bytes,
        "content_type": "video/mp4",
        "crc32": crc32,
    }


@contextmanager
def _function(storage: str, film: dict[str, object], folder: Path) -> Iterator[tuple[int, int]]:
    """Run the function as the local cloud would; yield its port and its process."""
    port = free_ports(["function"])["function"]
    told = {"storage": storage, "bucket": BUCKET, "film": film, "count": FILMS}
    command = [sys.executable, "-m", "functions_framework", "--target=films", "--host=127.0.0.1"]
    command += [f"--source={Path(__file__).parent / 'zip_function.py'}", f"--port={port}"]
    environment = {**os.environ, "FILMS": json.dumps(told), "WORKERS": "1", "THREADS": "8"}
    with (folder / "function.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up_s = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < give_up_s:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.1)
    raise RuntimeError("the function did not start")


def _fetch(port: int, path: str, *, stop_bytes: int | None = None) -> float:
    """Return how many megabytes a second came, all of them thrown away."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300, blocksize=READ_BYTES)
    began_s, came = time.perf_counter(), 0
    connection.request("GET", path)
    answer = connection.getresponse()
    announced, buffer = int(answer.headers["Content-Length"]), bytearray(READ_BYTES)
    while (stop_bytes is None or came < stop_bytes) and (count := answer.readinto(buffer)):
        came += count
    connection.close()
    if answer.status != 200 or (stop_bytes is None and came != announced):
        raise RuntimeError(f"{path}: {answer.status}, {came} of {announced} bytes")
    return came / 1e6 / (time.perf_counter() - began_s)


@contextmanager
def _watched(pid: int) -> Iterator[list[float]]:
    """Note how much memory a process and its children take, ten times a second."""
    seen, done = [memory_mb(pid)], threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            seen.append(memory_mb(pid))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()
