"""Ranges, HEAD, tags and CORS: what a player and a browser rely on."""

import os
import socket
import time

import httpx
import pytest

from tests.cloud_storage_process import BUCKET, RunningServer, running_server

CONTENT = bytes(range(100))
STUDIO = "https://studio.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("downloads")) as running:
        bucket = running.client().get_bucket(BUCKET)
        bucket.blob("hundred").upload_from_string(CONTENT, content_type="video/mp4")
        bucket.blob("empty").upload_from_string(b"")
        bucket.cors = [
            {
                "origin": [STUDIO],
                "method": ["GET", "HEAD", "PUT"],
                "responseHeader": ["Content-Type", "ETag", "x-goog-*"],
                "maxAgeSeconds": 600,
            },
            {"origin": ["*"], "method": ["GET"]},
        ]
        bucket.patch()
        yield running


def addresses(server: RunningServer, name: str, method: str = "GET") -> list[str]:
    """Both doors to an object's bytes."""
    return [
        server.sign(name, method=method),
        f"{server.url}/storage/v1/b/{BUCKET}/o/{name}?alt=media",
        f"{server.url}/download/storage/v1/b/{BUCKET}/o/{name}?alt=media",
    ]


@pytest.mark.parametrize(
    ("header", "first", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=10-10", 10, 11),
        ("bytes=90-", 90, 100),
        ("bytes=-10", 90, 100),
        ("bytes=-1000", 0, 100),
        ("bytes=50-1000", 50, 100),
        ("bytes=99-99", 99, 100),
        ("bytes = 1 - 2", 1, 3),
    ],
)
def test_a_range_is_206_with_just_those_bytes(server, header, first, end):
    for url in addresses(server, "hundred"):
        answer = httpx.get(url, headers={"Range": header})

        assert answer.status_code == 206
        assert answer.content == CONTENT[first:end]
        assert answer.headers["Content-Range"] == f"bytes {first}-{end - 1}/100"
        assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=5000-5001"])
def test_a_range_beyond_the_end_is_416_with_the_size(server, header):
    for url in addresses(server, "hundred"):
        answer = httpx.get(url, headers={"Range": header})

        assert answer.status_code == 416
        assert answer.headers["Content-Range"] == "bytes */100"


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "bytes=9-1", "items=0-1", "bytes=x", "bytes="])
def test_a_range_that_does_not_count_gives_the_whole(server, header):
    for url in addresses(server, "hundred"):
        answer = httpx.get(url, headers={"Range": header})

        assert (answer.status_code, answer.content) == (200, CONTENT)


def test_an_empty_object_has_no_ranges(server):
    for url in addresses(server, "empty"):
        assert httpx.get(url).content == b""
        assert httpx.get(url, headers={"Range": "bytes=0-"}).status_code == 416


def test_head_says_what_get_would_send(server):
    for url in addresses(server, "hundred", "HEAD"):
        whole = httpx.head(url)
        part = httpx.head(url, headers={"Range": "bytes=-7"})

        assert (whole.status_code, whole.headers["Content-Length"]) == (200, "100")
        assert whole.headers["Content-Type"] == "video/mp4"
        assert (part.status_code, part.headers["Content-Length"]) == (206, "7")
        assert whole.content == part.content == b""


def test_the_tag_saves_a_download(server):
    for url in addresses(server, "hundred"):
        tag = httpx.get(url).headers["ETag"]

        same = httpx.get(url, headers={"If-None-Match": f'"other", {tag}'})
        assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
        assert httpx.get(url, headers={"If-None-Match": "*"}).status_code == 304
        assert httpx.get(url, headers={"If-None-Match": '"other"'}).status_code == 200
        assert httpx.get(url, headers={"If-Match": '"other"'}).status_code == 412
        assert httpx.get(url, headers={"If-Match": tag}).status_code == 200


def test_if_range_gives_the_whole_once_the_object_changed(server):
    for url in addresses(server, "hundred"):
        seen = httpx.get(url).headers

        for validator in (seen["ETag"], seen["Last-Modified"]):
            headers = {"Range": "bytes=0-0", "If-Range": validator}
            assert httpx.get(url, headers=headers).status_code == 206
        for validator in ('"other"', "Thu, 01 Jan 1970 00:00:00 GMT"):
            headers = {"Range": "bytes=0-0", "If-Range": validator}
            assert httpx.get(url, headers=headers).status_code == 200


def test_the_python_client_reads_ranges_and_chunks(server):
    content = os.urandom(1_000_000)
    server.bucket().blob("chunks").upload_from_string(content)
    blob = server.bucket().blob("chunks", chunk_size=256 << 10)

    assert blob.download_as_bytes() == content
    assert blob.download_as_bytes(start=10, end=19) == content[10:20]
    with blob.open("rb") as stream:
        stream.seek(-5, os.SEEK_END)
        assert stream.read() == content[-5:]


def test_a_slow_reader_holds_nobody_up(server):
    server.bucket().blob("large").upload_from_string(os.urandom(30 << 20))
    with socket.create_connection(("127.0.0.1", server.port)) as slow:
        path = f"/storage/v1/b/{BUCKET}/o/large?alt=media"
        slow.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert slow.recv(100).startswith(b"HTTP/1.1 200")
        started = time.monotonic()

        assert httpx.get(addresses(server, "hundred")[1]).content == CONTENT

        assert time.monotonic() - started < 5


def test_a_download_goes_on_while_the_object_is_replaced(server):
    old = os.urandom(20 << 20)
    blob = server.bucket().blob("replaced")
    blob.upload_from_string(old)
    url = addresses(server, "replaced")[1]

    with httpx.stream("GET", url) as answer:
        pieces = answer.iter_bytes(1 << 16)
        begun = next(pieces)
        server.bucket().blob("replaced").upload_from_string(b"new")
        rest = b"".join(pieces)

    assert begun + rest == old
    assert httpx.get(url).content == b"new"


def preflight(server: RunningServer, origin: str, method: str, names: str = "") -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": method}
    if names:
        headers["Access-Control-Request-Headers"] = names
    return httpx.options(f"{server.url}/{BUCKET}/any", headers=headers)


def test_a_preflight_of_a_listed_origin_is_allowed(server):
    answer = preflight(server, STUDIO, "PUT", "content-type, x-goog-meta-a")

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == STUDIO
    assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "content-type, x-goog-meta-a"
    assert answer.headers["Access-Control-Max-Age"] == "600"
    assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize(
    ("origin", "method", "names"),
    [
        ("https://evil.example", "PUT", ""),
        (STUDIO + ".evil.example", "PUT", ""),
        (STUDIO.replace("https", "http"), "PUT", ""),
        (STUDIO, "DELETE", ""),
        (STUDIO, "PUT", "authorization"),
        ("null", "PUT", ""),
    ],
)
def test_a_preflight_of_anything_else_is_not(server, origin, method, names):
    answer = preflight(server, origin, method, names)

    assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_answer_is_readable_for_the_origins_of_its_method(server):
    url = server.sign("hundred")

    mine = httpx.get(url, headers={"Origin": STUDIO})
    others = httpx.get(url, headers={"Origin": "https://other.example"})
    failed = httpx.get(f"{server.url}/{BUCKET}/hundred", headers={"Origin": STUDIO})

    assert mine.headers["Access-Control-Allow-Origin"] == STUDIO
    assert mine.headers["Access-Control-Expose-Headers"] == "Content-Type, ETag, x-goog-*"
    assert others.headers["Access-Control-Allow-Origin"] == "*"
    assert failed.status_code == 403
    assert failed.headers["Access-Control-Allow-Origin"] == STUDIO
    assert "Access-Control-Allow-Origin" not in httpx.get(url).headers


@pytest.mark.parametrize(
    "cors", [{}, [1], [{"origin": "x"}], [{"origin": ["a\r\nb"]}], [{"maxAgeSeconds": "1"}]]
)
def test_malformed_cors_is_refused(server, cors):
    answer = httpx.patch(f"{server.url}/storage/v1/b/{BUCKET}", json={"cors": cors})

    assert answer.status_code == 400
