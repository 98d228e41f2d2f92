"""The process: its start and end, and the faults that tests can order."""

import http.client
import signal
import subprocess
import threading
from pathlib import Path

import httpx
import psutil
import pytest
from google.api_core import exceptions

from tests.cloud_storage_process import BUCKET, ROOT, running_server, server_command


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("process")) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_fault_left(server):
    yield
    httpx.delete(f"{server.url}/_faults")


def order(server, **fault) -> None:
    assert httpx.post(f"{server.url}/_faults", json=fault).status_code == 204


def media_url(server, name: str) -> str:
    return f"{server.url}/storage/v1/b/{BUCKET}/o/{name}?alt=media"


def upload(server, name: str) -> httpx.Response:
    query = f"uploadType=media&name={name}"
    return httpx.post(f"{server.url}/upload/storage/v1/b/{BUCKET}/o?{query}", content=b"content")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_even_in_the_middle_of_a_request(tmp_path, number):
    with running_server(tmp_path) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.putrequest("POST", f"/upload/storage/v1/b/{BUCKET}/o?uploadType=media&name=x")
        connection.putheader("Content-Length", "100")
        connection.endheaders()
        connection.send(b"half")

        server.process.send_signal(number)

        assert server.process.wait(timeout=20) == 0
        connection.close()


def refused_start(directory: Path) -> str:
    """Start a server that must give up at once, with one line."""
    ended = subprocess.run(
        server_command(directory), check=False, cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    return ended.stderr


def test_a_directory_belongs_to_one_process(server):
    assert "already open" in refused_start(server.directory)


def test_a_missing_signer_is_named(tmp_path):
    assert "signer.json" in refused_start(tmp_path)


def test_damaged_metadata_say_what_to_do(tmp_path):
    with running_server(tmp_path) as server:
        server.stop()
    (tmp_path / "data" / "metadata.sqlite").write_bytes(b"no database" * 1000)

    assert "remove the directory" in refused_start(tmp_path)


def test_it_listens_on_this_machine_only(server):
    sockets = psutil.Process(server.process.pid).net_connections()

    addresses = {found.laddr.ip for found in sockets if found.status == psutil.CONN_LISTEN}
    assert addresses == {"127.0.0.1"}


def test_an_ordered_error_comes_as_often_as_ordered(server):
    order(server, op="upload", kind="error", times=2, status=503)

    statuses = [upload(server, "error").status_code for _ in range(3)]

    assert statuses == [503, 503, 200]


def test_the_python_client_gets_over_a_passing_error(server):
    blob = server.bucket().blob("retried")
    blob.upload_from_string(b"content")
    order(server, op="metadata", kind="error", times=1, status=503)

    assert blob.exists()


def test_a_lost_reply_is_work_done(server):
    order(server, op="upload", kind="lost_reply")

    with pytest.raises(httpx.TransportError):
        upload(server, "lost")

    assert server.bucket().blob("lost").exists()


def test_a_lost_reply_and_a_precondition_make_the_retry_fail(server):
    order(server, op="upload", kind="lost_reply")
    blob = server.bucket().blob("lost-once")

    with pytest.raises(exceptions.PreconditionFailed):
        blob.upload_from_string(b"content", if_generation_match=0)

    assert blob.download_as_bytes() == b"content"


@pytest.mark.parametrize("op", ["download", "metadata", "delete"])
def test_every_operation_can_lose_its_reply(server, op):
    upload(server, "victim")
    order(server, op=op, kind="lost_reply")
    url = media_url(server, "victim")
    method, url = {
        "download": ("GET", url),
        "metadata": ("GET", url.removesuffix("?alt=media")),
        "delete": ("DELETE", url.removesuffix("?alt=media")),
    }[op]

    with pytest.raises(httpx.TransportError):
        httpx.request(method, url)

    assert server.bucket().blob("victim").exists() is (op != "delete")


def test_a_stall_answers_nothing_and_holds_nobody_else_up(server):
    upload(server, "stalled")
    order(server, op="download", kind="stall")

    with pytest.raises(httpx.ReadTimeout):
        httpx.get(media_url(server, "stalled"), timeout=3)

    assert httpx.get(media_url(server, "stalled")).content == b"content"


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"op": "upload"},
        {"op": "nothing", "kind": "error"},
        {"op": "upload", "kind": "error", "times": 0},
        {"op": "upload", "kind": "error", "status": 200},
        {"op": "upload", "kind": "error", "times": "1"},
    ],
)
def test_a_malformed_order_is_refused(server, fault):
    assert httpx.post(f"{server.url}/_faults", json=fault).status_code == 400


def test_a_hundred_readers_at_once_are_all_served(server):
    upload(server, "popular")
    statuses: list[int] = []
    connections = [http.client.HTTPConnection("127.0.0.1", server.port) for _ in range(100)]
    path = media_url(server, "popular").removeprefix(server.url)
    for connection in connections:
        connection.connect()

    def read(connection: http.client.HTTPConnection) -> None:
        connection.request("GET", path)
        statuses.append(connection.getresponse().status)
        connection.close()

    threads = [threading.Thread(target=read, args=(connection,)) for connection in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 100
