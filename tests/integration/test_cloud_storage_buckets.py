"""Buckets, batches and what is refused, through the real Python client."""

import httpx
import pytest
from google.api_core import exceptions

from tests.cloud_storage_process import BUCKET, running_server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("buckets")) as running:
        yield running


def test_buckets_are_created_listed_changed_and_deleted(server):
    client = server.client()
    bucket = client.create_bucket("second-bucket", location="EU")
    bucket.cors = [{"origin": ["https://a.example"], "method": ["GET"], "maxAgeSeconds": 60}]
    bucket.labels = {"app": "dailies"}
    bucket.patch()

    again = client.get_bucket("second-bucket")

    assert again.cors == [{"origin": ["https://a.example"], "method": ["GET"], "maxAgeSeconds": 60}]
    assert (again.labels, again.location, again.metageneration) == ({"app": "dailies"}, "EU", 2)
    assert [listed.name for listed in client.list_buckets()] == [BUCKET, "second-bucket"]
    with pytest.raises(exceptions.Conflict):
        client.create_bucket("second-bucket")
    again.blob("x").upload_from_string(b"x")
    with pytest.raises(exceptions.Conflict):
        again.delete()
    again.blob("x").delete()
    again.delete()
    assert client.lookup_bucket("second-bucket") is None


def test_a_missing_bucket_is_404_for_everything(server):
    bucket = server.client().bucket("not-there")

    with pytest.raises(exceptions.NotFound):
        bucket.blob("x").upload_from_string(b"x")
    with pytest.raises(exceptions.NotFound):
        bucket.blob("x").download_as_bytes()
    with pytest.raises(exceptions.NotFound):
        list(bucket.list_blobs())


def test_a_batch_answers_each_call_by_itself(server):
    blobs = [server.put(f"batch-{number}") for number in range(3)]
    client = server.client()

    with client.batch(raise_exception=False) as batch:
        for blob in blobs[:2]:
            client.bucket(BUCKET).delete_blob(blob.name)
        client.bucket(BUCKET).delete_blob("not-there")

    assert [answer.status_code for answer in batch._responses] == [204, 204, 404]
    assert [blob.exists() for blob in blobs] == [False, False, True]


def test_what_we_do_not_have_is_refused_not_ignored(server):
    glob = httpx.get(f"{server.url}/storage/v1/b/{BUCKET}/o", params={"matchGlob": "*"})
    versions = httpx.patch(f"{server.url}/storage/v1/b/{BUCKET}", json={"versioning": {"enabled": True}})

    assert (glob.status_code, versions.status_code) == (501, 501)


def test_unknown_paths_and_methods_have_errors(server):
    assert httpx.get(f"{server.url}/storage/v1/b/{BUCKET}/nonsense").status_code == 404
    assert httpx.post(f"{server.url}/storage/v1/b/{BUCKET}/o/x").status_code == 405


def test_what_is_no_batch_is_refused(server):
    for content_type in ("", "multipart/mixed; boundary=B", "ÿ"):
        headers = {"Content-Type": content_type.encode()}
        answer = httpx.post(f"{server.url}/batch/storage/v1", content=b"{}", headers=headers)
        assert answer.status_code == 400
    assert httpx.get(f"{server.url}/batch/storage/v1").status_code == 405
