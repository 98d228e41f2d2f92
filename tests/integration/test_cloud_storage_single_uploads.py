"""Uploads in one request, and many of them at once."""

import os
import threading

import httpx
import pytest
from google.api_core import exceptions

from tests.cloud_storage_process import BUCKET, running_server
from tests.cloud_storage_sessions import UNIT


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("single")) as running:
        yield running


def test_a_multipart_body_without_its_end_is_refused(server):
    head = (
        b"--B\r\nContent-Type: application/json\r\n\r\n"
        b'{"name": "truncated"}\r\n--B\r\nContent-Type: text/plain\r\n\r\ncontent'
    )
    for body in (head, head[:60], b"", b"--B--", head + b"\r\n--C--"):
        answer = httpx.post(
            f"{server.url}/upload/storage/v1/b/{BUCKET}/o?uploadType=multipart",
            content=body,
            headers={"Content-Type": "multipart/related; boundary=B"},
        )
        assert answer.status_code == 400
    assert not server.bucket().blob("truncated").exists()


@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
def test_a_multipart_body_keeps_bytes_that_look_like_boundaries(server, newline):
    content = b"\r\n--B\r\n--B-\n--" + os.urandom(300_000) + b"\r\n--B\r\n" + b"\n\r\n"
    head = b"Content-Type: application/json" + newline * 2 + b'{"name": "tricky"}'
    parts = [b"", head, b"Content-Type: video/mp4" + newline * 2 + content]
    body = b"--B".join([parts[0], newline + parts[1] + newline, newline + parts[2] + newline])

    answer = httpx.post(
        f"{server.url}/upload/storage/v1/b/{BUCKET}/o?uploadType=multipart",
        content=body + b"--B--" + newline,
        headers={"Content-Type": "multipart/related; boundary='B'"},
    )

    assert answer.status_code == 200, answer.text
    assert server.bucket().blob("tricky").download_as_bytes() == content


def test_many_uploads_at_once_do_not_mix(server):
    contents = {f"parallel-{number}": os.urandom(3_000_000) for number in range(12)}

    def upload(name: str) -> None:
        server.bucket().blob(name, chunk_size=4 * UNIT).upload_from_string(contents[name])

    threads = [threading.Thread(target=upload, args=(name,)) for name in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for name, content in contents.items():
        assert server.bucket().blob(name).download_as_bytes() == content


def test_only_one_of_many_creators_wins(server):
    outcomes = []

    def create(number: int) -> None:
        blob = server.bucket().blob("contested")
        try:
            blob.upload_from_string(b"%d" % number, if_generation_match=0)
            outcomes.append(number)
        except exceptions.PreconditionFailed:
            pass

    threads = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 1
    assert server.bucket().blob("contested").download_as_bytes() == b"%d" % outcomes[0]
