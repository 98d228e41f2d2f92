"""The real adapter against our Cloud Storage server when things go wrong on the way."""

import gc
import gzip
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from shared.errors import PreconditionFailed, TransientError
from shared.storage.gcs import CloudStorage
from tests.cloud_storage_process import BUCKET, RunningServer, running_server

TYPE = "video/mp4"
MakeStore = Callable[..., CloudStorage]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("cloud_storage")) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_faults_are_left(server: RunningServer) -> Iterator[None]:
    yield
    httpx.delete(f"{server.url}/_faults", trust_env=False)


@pytest.fixture
def a_store(server: RunningServer) -> Iterator[MakeStore]:
    """A maker of adapters; each speaks to the server like another process of ours."""
    clients = []

    def make(*, timeout_s: float = 5, retry_s: float = 10) -> CloudStorage:
        clients.append(server.client())
        return CloudStorage(
            clients[-1], BUCKET, server.credentials, server.url, timeout_s=timeout_s, retry_s=retry_s
        )

    yield make
    for client in clients:
        client.close()


def order(server: RunningServer, op: str, kind: str, *, times: int = 1, status: int = 503) -> None:
    fault = {"op": op, "kind": kind, "times": times, "status": status}
    httpx.post(f"{server.url}/_faults", json=fault, trust_env=False).raise_for_status()


def a_file(folder: Path, size_bytes: int = 1000) -> Path:
    path = folder / "film.mp4"
    path.write_bytes(os.urandom(size_bytes))
    return path


@pytest.mark.parametrize("size_bytes", [1000, 9_000_000], ids=["one request", "resumable"])
def test_f88_an_upload_whose_reply_was_lost_is_a_success(
    server: RunningServer, a_store: MakeStore, tmp_path: Path, size_bytes: int
) -> None:
    file, name = a_file(tmp_path, size_bytes), f"lost-{size_bytes}"
    order(server, "upload", "lost_reply")
    stored = a_store().put(name, file, content_type=TYPE)

    assert stored.size_bytes == size_bytes
    assert a_store().find(name) == stored


def test_f88_another_holders_bytes_are_not_taken_for_ours(
    server: RunningServer, a_store: MakeStore, tmp_path: Path
) -> None:
    a_store().put("rival", a_file(tmp_path), content_type=TYPE)
    order(server, "upload", "error")

    with pytest.raises(PreconditionFailed):
        a_store().put("rival", a_file(tmp_path), content_type=TYPE)


def test_f87_an_upload_that_dies_midway_leaves_nothing_and_may_be_repeated(
    server: RunningServer, a_store: MakeStore, tmp_path: Path
) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as peer:
        peer.sendall(
            f"POST /upload/storage/v1/b/{BUCKET}/o?uploadType=media&name=midway HTTP/1.1\r\n"
            "Host: x\r\nContent-Length: 1000000\r\nContent-Type: video/mp4\r\n\r\n".encode()
            + bytes(300_000)
        )
    store = a_store()

    assert store.find("midway") is None
    assert store.put("midway", a_file(tmp_path), content_type=TYPE).size_bytes == 1000


def test_f87_a_server_error_during_an_upload_is_repeated(
    server: RunningServer, a_store: MakeStore, tmp_path: Path
) -> None:
    order(server, "upload", "error", times=2)

    assert a_store().put("repeated", a_file(tmp_path), content_type=TYPE).size_bytes == 1000


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("op", ["upload", "download", "metadata", "delete"])
def test_f130_storage_that_stays_down_is_an_error_that_may_pass(
    server: RunningServer, a_store: MakeStore, tmp_path: Path, op: str
) -> None:
    name = f"down-{op}"
    store, file = a_store(retry_s=1), a_file(tmp_path)
    if op != "upload":
        store.put(name, file, content_type=TYPE)
    order(server, op, "error", times=1000)
    calls = {
        "upload": lambda: store.put(name, file, content_type=TYPE),
        "download": lambda: store.fetch(name, tmp_path / "target", size_max_bytes=10_000),
        "metadata": lambda: store.find(name),
        "delete": lambda: store.delete(name),
    }
    with pytest.raises(TransientError):
        calls[op]()
    gc.collect()  # Google's client leaves the sockets of refused downloads to the garbage collector


def test_storage_that_never_answers_is_left_at_the_timeout(server: RunningServer, a_store: MakeStore) -> None:
    order(server, "metadata", "stall", times=10)

    with pytest.raises(TransientError):
        a_store(timeout_s=0.3, retry_s=0.5).find("anything")


def test_f97_an_expired_link_is_dead_and_a_new_one_works(
    server: RunningServer, a_store: MakeStore, tmp_path: Path
) -> None:
    stored = a_store().put("expiring", a_file(tmp_path), content_type=TYPE)
    link = a_store().link(stored, ttl_s=1)
    deadline = time.monotonic() + 10
    while (answer := httpx.get(link, trust_env=False)).status_code == 200 and time.monotonic() < deadline:
        time.sleep(0.1)

    assert answer.status_code == 400
    assert b"ExpiredToken" in answer.content
    assert httpx.get(a_store().link(stored), trust_env=False).status_code == 200


def test_a_large_file_arrives_unchanged_in_parts(
    server: RunningServer, a_store: MakeStore, tmp_path: Path
) -> None:
    file = tmp_path / "large.mp4"
    with file.open("wb") as stream:
        for _ in range(40):
            stream.write(os.urandom(1_000_000))
    store, target = a_store(), tmp_path / "target"
    store.put("large", file, content_type=TYPE)
    store.fetch("large", target, size_max_bytes=40_000_000)

    assert target.read_bytes() == file.read_bytes()


def test_an_object_that_claims_to_be_compressed_is_fetched_as_it_is(
    server: RunningServer, a_store: MakeStore, tmp_path: Path
) -> None:
    bomb = gzip.compress(bytes(5_000_000))
    blob = server.bucket().blob("bomb")
    blob.content_encoding = "gzip"
    blob.upload_from_string(bomb)
    target = tmp_path / "target"
    a_store().fetch("bomb", target, size_max_bytes=100_000)

    assert target.read_bytes() == bomb
