"""Resumable uploads: with the real client, and each step of the protocol."""

import base64
import hashlib
import io
import os

import google_crc32c
import httpx
import pytest

from tests.cloud_storage_process import BUCKET, running_server
from tests.cloud_storage_sessions import UNIT, received, send, start


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("resumable")) as running:
        yield running


@pytest.mark.parametrize("size_bytes", [0, 1, UNIT - 1, UNIT, 3 * UNIT, 5 * UNIT + 7])
def test_a_chunked_upload_arrives_whole(server, size_bytes):
    content = os.urandom(size_bytes)
    blob = server.bucket().blob(f"chunked-{size_bytes}", chunk_size=UNIT)

    blob.upload_from_file(io.BytesIO(content), size=size_bytes, content_type="video/mp4")

    assert blob.download_as_bytes() == content
    assert blob.md5_hash == base64.b64encode(hashlib.md5(content).digest()).decode()
    assert blob.content_type == "video/mp4"


@pytest.mark.parametrize("size_bytes", [0, UNIT, 2 * UNIT + 5])
def test_a_stream_of_unknown_length_arrives_whole(server, size_bytes):
    content = os.urandom(size_bytes)
    blob = server.bucket().blob(f"stream-{size_bytes}", chunk_size=UNIT)

    with blob.open("wb") as stream:
        stream.write(content)

    assert server.bucket().blob(blob.name).download_as_bytes() == content


def test_each_step_of_the_protocol_answers_as_cloud_storage_does(server):
    session = start(server, "steps")
    content = os.urandom(2 * UNIT + 100)

    assert received(session) == 0
    first = send(session, content[:UNIT], f"bytes 0-{UNIT - 1}/*")
    assert (first.status_code, first.headers["Range"]) == (308, f"bytes=0-{UNIT - 1}")
    assert received(session) == UNIT
    second = send(session, content[UNIT : 2 * UNIT], f"bytes {UNIT}-{2 * UNIT - 1}/*")
    assert second.headers["Range"] == f"bytes=0-{2 * UNIT - 1}"
    assert not server.bucket().blob("steps").exists()
    last = send(session, content[2 * UNIT :], f"bytes {2 * UNIT}-{len(content) - 1}/{len(content)}")
    assert last.status_code == 200
    assert last.json()["size"] == str(len(content))
    assert server.bucket().blob("steps").download_as_bytes() == content
    again = send(session, content_range=f"bytes */{len(content)}")
    assert (again.status_code, again.json()) == (200, last.json())


def test_an_upload_whose_last_chunk_had_no_total_ends_with_the_total_alone(server):
    session = start(server, "total-later")
    send(session, b"x" * UNIT, f"bytes 0-{UNIT - 1}/*")

    assert send(session, content_range=f"bytes */{UNIT + 1}").status_code == 308
    assert send(session, content_range=f"bytes */{UNIT}").status_code == 200


def test_a_body_without_a_range_is_the_whole_upload(server):
    session = start(server, "whole")

    assert send(session, b"all of it").json()["size"] == "9"


def test_what_was_sent_before_is_skipped_and_a_gap_is_refused(server):
    session = start(server, "overlap")
    content = os.urandom(3 * UNIT)
    send(session, content[: 2 * UNIT], f"bytes 0-{2 * UNIT - 1}/*")

    gap = send(session, b"x" * UNIT, f"bytes {5 * UNIT}-{6 * UNIT - 1}/*")
    assert gap.status_code == 400
    assert received(session) == 2 * UNIT

    done = send(session, content[UNIT:], f"bytes {UNIT}-{3 * UNIT - 1}/{3 * UNIT}")
    assert done.status_code == 200
    assert server.bucket().blob("overlap").download_as_bytes() == content


def test_a_ragged_chunk_counts_in_whole_units_only(server):
    session = start(server, "ragged")
    content = os.urandom(UNIT + 1000)

    answer = send(session, content, f"bytes 0-{len(content) - 1}/*")

    assert (answer.status_code, answer.headers["Range"]) == (308, f"bytes=0-{UNIT - 1}")
    done = send(session, content[UNIT:], f"bytes {UNIT}-{len(content) - 1}/{len(content)}")
    assert done.json()["crc32c"] == (base64.b64encode(google_crc32c.Checksum(content).digest()).decode())


@pytest.mark.parametrize(
    "content_range",
    ["bytes 0-9/5", "bytes 9-0/*", "bytes x-y/z", "items 0-1/2", "bytes 0-3/*", "bytes -1-2/3"],
)
def test_a_range_that_is_wrong_changes_nothing(server, content_range):
    session = start(server, "wrong-range")

    assert send(session, b"0123456789", content_range).status_code == 400
    assert received(session) == 0


def test_a_size_announced_at_the_start_binds(server):
    session = start(server, "announced", headers={"X-Upload-Content-Length": "10"})

    assert send(session, b"x" * 11, "bytes 0-10/11").status_code == 400
    assert send(session, b"x" * 11).status_code == 400
    assert send(session, b"x" * 10).status_code == 200


def test_a_canceled_upload_is_gone(server):
    session = start(server, "canceled")
    send(session, b"x" * UNIT, f"bytes 0-{UNIT - 1}/*")
    files = len(server.files())

    assert httpx.delete(session).status_code == 499
    assert send(session, content_range="bytes */*").status_code == 404
    assert httpx.delete(session).status_code == 404
    assert len(server.files()) == files - 1


def test_a_precondition_is_checked_at_the_start_and_again_at_the_end(server):
    server.bucket().blob("taken").upload_from_string(b"x")
    refused = httpx.post(
        f"{server.url}/upload/storage/v1/b/{BUCKET}/o?uploadType=resumable&ifGenerationMatch=0",
        json={"name": "taken"},
    )
    assert refused.status_code == 412

    session = start(server, "race", query="&ifGenerationMatch=0")
    server.bucket().blob("race").upload_from_string(b"first")
    assert send(session, b"second").status_code == 412
    assert server.bucket().blob("race").download_as_bytes() == b"first"


def test_a_wrong_checksum_at_the_end_makes_no_object(server):
    session = start(server, "corrupt", document={"crc32c": "AAAAAA=="})

    assert send(session, b"content").status_code == 400
    assert not server.bucket().blob("corrupt").exists()
    session = start(server, "corrupt")
    assert send(session, b"content", **{"X-Goog-Hash": "crc32c=AAAAAA=="}).status_code == 400
    assert not server.bucket().blob("corrupt").exists()
