"""Resumable uploads: with the real client, and step by step where the client hides the steps."""

import base64
import hashlib
import http.client
import io
import os
import sqlite3
import threading

import google_crc32c
import httpx
import pytest
from google.api_core import exceptions

from tests.cloud_storage_process import BUCKET, RunningServer, running_server

UNIT = 256 << 10


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("uploads")) as running:
        yield running


def start(server: RunningServer, name: str, *, query: str = "", **options) -> str:
    answer = httpx.post(
        f"{server.url}/upload/storage/v1/b/{BUCKET}/o?uploadType=resumable{query}",
        json={"name": name, **options.pop("document", {})},
        **options,
    )
    assert answer.status_code == 200, answer.text
    return answer.headers["Location"]


def send(session: str, content: bytes = b"", content_range: str | None = None, **headers):
    if content_range is not None:
        headers["Content-Range"] = content_range
    return httpx.put(session, content=content, headers=headers, timeout=30)


def received(session: str) -> int:
    answer = send(session, content_range="bytes */*")
    assert answer.status_code == 308
    if "Range" not in answer.headers:
        return 0
    first, _, last = answer.headers["Range"].removeprefix("bytes=").partition("-")
    assert first == "0"
    return int(last) + 1


def after_restart(session: str, server: RunningServer) -> str:
    return server.url + session[session.index("/upload/") :]


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
    assert done.json()["crc32c"] == (
        base64.b64encode(google_crc32c.Checksum(content).digest()).decode()
    )


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


def test_a_session_outlives_a_killed_server(server):
    session = start(server, "survivor", document={"metadata": {"k": "v"}})
    content = os.urandom(2 * UNIT)
    send(session, content[:UNIT], f"bytes 0-{UNIT - 1}/*")

    server.kill()
    server.restart()
    session = after_restart(session, server)

    assert received(session) == UNIT
    done = send(session, content[UNIT:], f"bytes {UNIT}-{2 * UNIT - 1}/{2 * UNIT}")
    assert done.json()["md5Hash"] == base64.b64encode(hashlib.md5(content).digest()).decode()
    assert done.json()["metadata"] == {"k": "v"}


def test_a_finished_session_still_tells_its_result_after_a_restart(server):
    session = start(server, "finished")
    done = send(session, b"x").json()

    server.restart()

    again = send(after_restart(session, server), content_range="bytes */1").json()
    assert again["generation"] == done["generation"]


def test_a_session_ends_after_a_week(server):
    session = start(server, "old")
    session_id = session.rpartition("=")[2]
    server.stop()
    with sqlite3.connect(server.directory / "data" / "metadata.sqlite") as database:
        database.execute(
            "UPDATE sessions SET document = json_set(document, '$.created_us',"
            " created_us - 604801000000) WHERE id = ?",
            (session_id,),
        )
    database.close()
    server.restart()

    assert send(after_restart(session, server), b"x").status_code == 410


def test_a_client_that_goes_away_loses_only_the_ragged_end(server):
    session = start(server, "cut")
    path = session[len(server.url) :]
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.putrequest("PUT", path)
    connection.putheader("Content-Length", str(4 * UNIT))
    connection.putheader("Content-Range", f"bytes 0-{4 * UNIT - 1}/{4 * UNIT}")
    connection.endheaders()
    content = os.urandom(4 * UNIT)
    connection.send(content[: 2 * UNIT + 100])
    connection.close()

    kept = received(session)  # waits for the request that was cut off

    assert kept % UNIT == 0
    assert kept <= 2 * UNIT
    done = send(session, content[kept:], f"bytes {kept}-{4 * UNIT - 1}/{4 * UNIT}")
    assert done.status_code == 200
    assert server.bucket().blob("cut").download_as_bytes() == content


def test_a_single_upload_that_is_cut_off_leaves_nothing(server):
    files = len(server.files())
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    path = f"/upload/storage/v1/b/{BUCKET}/o?uploadType=media&name=cut-single"
    connection.putrequest("POST", path)
    connection.putheader("Content-Length", "1000000")
    connection.endheaders()
    connection.send(b"x" * 1000)
    connection.close()

    server.restart()  # a clean end waits for the request

    assert not server.bucket().blob("cut-single").exists()
    assert len(server.files()) == files


def test_what_a_killed_server_left_is_removed_at_the_next_start(server):
    orphans = [
        server.directory / "data" / "incoming" / ("0" * 32),
        server.directory / "data" / "objects" / ("1" * 32),
    ]
    for orphan in orphans:
        orphan.write_bytes(b"left behind")

    server.restart()

    assert not any(orphan.exists() for orphan in orphans)


def test_an_object_whose_bytes_were_lost_is_not_listed_after_a_start(server):
    blob = server.bucket().blob("lost-bytes")
    before = set(server.files())
    blob.upload_from_string(b"content")
    (added,) = set(server.files()) - before
    added.write_bytes(b"")

    server.restart()

    assert not server.bucket().blob("lost-bytes").exists()


def test_objects_survive_a_kill(server):
    blob = server.bucket().blob("durable")
    blob.metadata = {"k": "v"}
    blob.upload_from_string(b"content", content_type="text/plain")

    server.kill()
    server.restart()

    again = server.bucket().get_blob("durable")
    assert (again.generation, again.metadata) == (blob.generation, {"k": "v"})
    assert again.download_as_bytes() == b"content"


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


def test_unfinished_sessions_have_a_limit(server):
    server.stop()
    with sqlite3.connect(server.directory / "data" / "metadata.sqlite") as database:
        database.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
            "INSERT INTO sessions SELECT 'filler-' || i, strftime('%s') * 1000000, 0, '{}' FROM n"
        )
    server.restart()

    answer = httpx.post(
        f"{server.url}/upload/storage/v1/b/{BUCKET}/o?uploadType=resumable&name=one-too-many"
    )

    with sqlite3.connect(server.directory / "data" / "metadata.sqlite") as database:
        database.execute("DELETE FROM sessions WHERE id LIKE 'filler-%'")
    database.close()
    assert answer.status_code == 429


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
