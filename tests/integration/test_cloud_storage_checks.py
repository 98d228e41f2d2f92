"""Checksums and malformed or oversized descriptions."""

import base64
import hashlib

import google_crc32c
import httpx
import pytest
from google.api_core import exceptions

from tests.cloud_storage_process import BUCKET, running_server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("checks")) as running:
        yield running


def test_an_object_has_its_checksums_times_and_generation(server):
    blob = server.put("described.txt", b"hello", content_type="text/plain")

    blob.reload()

    assert blob.md5_hash == base64.b64encode(hashlib.md5(b"hello").digest()).decode()
    assert blob.crc32c == base64.b64encode(google_crc32c.Checksum(b"hello").digest()).decode()
    assert (blob.size, blob.content_type, blob.metageneration) == (5, "text/plain", 1)
    assert blob.generation > 0
    assert blob.time_created == blob.updated
    assert blob.etag
    assert httpx.get(blob.media_link).content == b"hello"
    assert httpx.get(blob.self_link).json()["generation"] == str(blob.generation)


def test_a_delimiter_folds_what_lies_deeper_also_across_pages(server):
    for name in ("tree/a", "tree/b/1", "tree/b/2", "tree/c/1", "tree/d", "treetop"):
        server.put(name)

    iterator = server.bucket().list_blobs(prefix="tree/", delimiter="/", page_size=2)
    found = [[blob.name for blob in page] for page in iterator.pages]

    assert found == [["tree/a"], ["tree/d"]]
    assert iterator.prefixes == {"tree/b/", "tree/c/"}


def test_checksums_that_the_client_sends_are_verified(server):
    blob = server.bucket().blob("checked")
    blob.md5_hash = base64.b64encode(b"0" * 16).decode()

    with pytest.raises(exceptions.BadRequest, match="MD5"):
        blob.upload_from_string(b"content", checksum=None)
    assert not server.bucket().blob("checked").exists()

    blob = server.bucket().blob("checked")
    blob.upload_from_string(b"content", checksum="md5")
    assert blob.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Goog-Hash": "crc32c=AAAAAA=="},
        {"X-Goog-Hash": "md5=AAAAAAAAAAAAAAAAAAAAAA=="},
        {"Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="},
        {"Content-MD5": "not base64"},
    ],
)
def test_checksums_in_headers_are_verified(server, headers):
    answer = httpx.post(
        f"{server.url}/upload/storage/v1/b/{BUCKET}/o?uploadType=media&name=bad-hash",
        content=b"content",
        headers=headers,
    )

    assert answer.status_code == 400
    assert not server.bucket().blob("bad-hash").exists()


@pytest.mark.parametrize(
    "document",
    [
        b"[]",
        b"{",
        b'{"contentType": 1}',
        b'{"metadata": {"a": 1}}',
        b'{"contentType": "a\\r\\nX-Evil: 1"}',
        b'{"metadata": {"big": "' + b"x" * 9000 + b'"}}',
        b"[" * 100_000,
    ],
)
def test_malformed_metadata_is_refused_in_googles_shape(server, document):
    blob = server.put("malformed")

    answer = httpx.patch(blob.self_link, content=document)

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == 400
    assert error["errors"][0]["domain"] == "global"


def test_a_metadata_body_has_a_limit(server):
    blob = server.put("limited")

    answer = httpx.patch(blob.self_link, content=b" " * (2 << 20))

    assert answer.status_code == 413
