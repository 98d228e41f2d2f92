"""What kills, restarts and lost connections leave: all that was finished, and nothing else."""

import base64
import hashlib
import http.client
import os
import sqlite3

import httpx
import pytest

from tests.cloud_storage_process import BUCKET, running_server
from tests.cloud_storage_sessions import UNIT, after_restart, received, send, start


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("survival")) as running:
        yield running


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


def test_unfinished_sessions_have_a_limit(server):
    server.stop()
    with sqlite3.connect(server.directory / "data" / "metadata.sqlite") as database:
        database.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
            "INSERT INTO sessions SELECT 'filler-' || i, strftime('%s') * 1000000, 0, '{}' FROM n"
        )
    server.restart()

    answer = httpx.post(f"{server.url}/upload/storage/v1/b/{BUCKET}/o?uploadType=resumable&name=one-too-many")

    with sqlite3.connect(server.directory / "data" / "metadata.sqlite") as database:
        database.execute("DELETE FROM sessions WHERE id LIKE 'filler-%'")
    database.close()
    assert answer.status_code == 429
