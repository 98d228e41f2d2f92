"""The XML API for whoever may write: signed PUT, DELETE and resumable POST."""

import httpx
import pytest

from tests.cloud_storage_process import RunningServer, refusal, running_server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("signed-writes")) as running:
        yield running


def test_a_signed_put_stores_headers_as_attributes(server):
    headers = {
        "Content-Type": "image/png",
        "x-goog-meta-job": "42",
        "x-goog-content-length-range": "1,10",
    }
    url = server.sign("put.png", method="PUT", headers=headers, content_type="image/png")

    answer = httpx.put(url, content=b"png", headers=headers)

    assert answer.status_code == 200
    blob = server.bucket().get_blob("put.png")
    assert (blob.content_type, blob.metadata) == ("image/png", {"job": "42"})
    assert answer.headers["X-Goog-Generation"] == str(blob.generation)
    assert answer.headers["ETag"]
    got = httpx.get(server.sign("put.png"))
    assert got.headers["X-Goog-Meta-Job"] == "42"


def test_a_signed_content_type_must_be_the_one_sent(server):
    url = server.sign("typed", method="PUT", content_type="image/png")

    other = httpx.put(url, content=b"x", headers={"Content-Type": "text/html"})
    missing = httpx.put(url, content=b"x")

    assert refusal(other) == (403, "SignatureDoesNotMatch")
    assert refusal(missing) == (400, "MalformedSecurityHeader")
    assert not server.bucket().blob("typed").exists()


def test_an_instruction_that_was_not_signed_is_refused(server):
    headers = {"x-goog-meta-owner": "me"}

    answer = httpx.put(server.sign("unsigned-header", method="PUT"), content=b"x", headers=headers)

    assert refusal(answer) == (403, "SignatureDoesNotMatch")


def length_range_put(server: RunningServer, content, limits: str) -> httpx.Response:
    headers = {"x-goog-content-length-range": limits}
    url = server.sign("ranged", method="PUT", headers=headers)
    return httpx.put(url, content=content, headers=headers)


def test_a_length_range_limits_the_body_also_when_its_length_is_not_announced(server):
    assert refusal(length_range_put(server, b"x" * 11, "5,10")) == (400, "EntityTooLarge")
    assert refusal(length_range_put(server, iter([b"x" * 11]), "5,10")) == (400, "EntityTooLarge")
    assert refusal(length_range_put(server, b"x" * 4, "5,10")) == (400, "EntityTooSmall")
    assert refusal(length_range_put(server, b"x", "five")) == (400, "InvalidArgument")
    assert not server.bucket().blob("ranged").exists()
    assert length_range_put(server, iter([b"x" * 10]), "5,10").status_code == 200


def test_a_wrong_content_md5_is_a_bad_digest(server):
    headers = {"Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="}

    answer = httpx.put(server.sign("digest", method="PUT"), content=b"x", headers=headers)

    assert refusal(answer) == (400, "BadDigest")


def test_a_signed_delete_deletes(server):
    server.bucket().blob("doomed").upload_from_string(b"x")

    assert httpx.delete(server.sign("doomed", method="DELETE")).status_code == 204
    assert not server.bucket().blob("doomed").exists()
    assert refusal(httpx.get(server.sign("doomed"))) == (404, "NoSuchKey")


def test_a_signed_post_starts_a_resumable_upload(server):
    headers = {"x-goog-resumable": "start", "Content-Type": "video/mp4"}
    url = server.sign("resumed", method="RESUMABLE", content_type="video/mp4")
    unit = 256 << 10

    started = httpx.post(url, headers=headers)
    session = started.headers["Location"]
    first = httpx.put(
        session, content=b"a" * unit, headers={"Content-Range": f"bytes 0-{unit - 1}/{unit + 1}"}
    )
    asked = httpx.put(session, headers={"Content-Range": "bytes */*"})
    last = httpx.put(session, content=b"b", headers={"Content-Range": f"bytes {unit}-{unit}/{unit + 1}"})

    assert started.status_code == 201
    assert (first.status_code, first.headers["Range"]) == (308, f"bytes=0-{unit - 1}")
    assert asked.status_code == 308
    assert (last.status_code, last.content) == (200, b"")
    blob = server.bucket().get_blob("resumed")
    assert (blob.size, blob.content_type) == (unit + 1, "video/mp4")
    assert httpx.delete(session + "x").status_code == 404


def test_a_resumable_upload_keeps_the_signed_limits(server):
    headers = {"x-goog-content-length-range": "0,10", "x-goog-if-generation-match": "0"}
    url = server.sign("limited", method="RESUMABLE", headers=dict(headers))
    headers["x-goog-resumable"] = "start"

    session = httpx.post(url, headers=headers).headers["Location"]

    assert refusal(httpx.put(session, content=b"x" * 11)) == (400, "EntityTooLarge")
    assert httpx.put(session, content=b"x" * 10).status_code == 200
    assert httpx.post(url, headers=headers).status_code == 412
