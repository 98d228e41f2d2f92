"""Buckets and objects through the real Python client."""

import base64
import hashlib

import google_crc32c
import httpx
import pytest
from google.api_core import exceptions

from tests.cloud_storage_process import BUCKET, RunningServer, running_server

HOSTILE_NAMES = [
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "a/../b",
    "a//b",
    "/absolute",
    "nul\x00byte",
    "ünï/cödé 🎬.mp4",
    "?generation=1&x=y#z",
    "100%",
    "plus+and space",
    "quote\"'`;DROP TABLE objects;--",
    "b" * 1024,
    "é" * 512,
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("objects")) as running:
        yield running


def put(server: RunningServer, name: str, content: bytes = b"content", **options):
    blob = server.bucket().blob(name)
    blob.upload_from_string(content, **options)
    return blob


def test_an_object_has_its_checksums_times_and_generation(server):
    blob = put(server, "described.txt", b"hello", content_type="text/plain")

    blob.reload()

    assert blob.md5_hash == base64.b64encode(hashlib.md5(b"hello").digest()).decode()
    assert blob.crc32c == base64.b64encode(google_crc32c.Checksum(b"hello").digest()).decode()
    assert (blob.size, blob.content_type, blob.metageneration) == (5, "text/plain", 1)
    assert blob.generation > 0
    assert blob.time_created == blob.updated
    assert blob.etag
    assert httpx.get(blob.media_link).content == b"hello"
    assert httpx.get(blob.self_link).json()["generation"] == str(blob.generation)


def test_metadata_set_before_the_upload_is_stored_with_it(server):
    blob = server.bucket().blob("with-metadata")
    blob.metadata = {"job": "1", "naïve": "ünicode"}
    blob.cache_control = "private, max-age=60"
    blob.content_disposition = "attachment"
    blob.upload_from_string(b"x", content_type="video/mp4")

    stored = server.bucket().get_blob("with-metadata")

    assert stored.metadata == {"job": "1", "naïve": "ünicode"}
    assert stored.cache_control == "private, max-age=60"
    assert stored.content_disposition == "attachment"
    assert stored.content_type == "video/mp4"


def test_a_patch_merges_metadata_and_moves_only_the_metageneration(server):
    blob = put(server, "patched")
    blob.metadata = {"keep": "1", "drop": "1"}
    blob.patch()
    generation = blob.generation
    blob.metadata = {"drop": None, "new": "1"}

    blob.patch()

    assert blob.metadata == {"keep": "1", "new": "1"}
    assert (blob.generation, blob.metageneration) == (generation, 3)
    assert blob.updated > blob.time_created


def test_an_update_replaces_what_it_does_not_name(server):
    blob = put(server, "updated", content_type="text/plain")
    url = blob.self_link

    answer = httpx.put(url, json={"metadata": {"only": "this"}}).json()

    assert answer["metadata"] == {"only": "this"}
    assert "contentType" not in answer


def test_overwriting_makes_a_new_generation_and_leaves_no_file_behind(server):
    first = put(server, "overwritten", b"one")
    files = len(server.files())

    second = put(server, "overwritten", b"two")

    assert second.generation > first.generation
    assert second.metageneration == 1
    assert len(server.files()) == files
    assert second.download_as_bytes() == b"two"


def test_another_generation_is_not_there(server):
    blob = put(server, "generations")
    stale = server.bucket().blob("generations", generation=blob.generation - 1)

    with pytest.raises(exceptions.NotFound):
        stale.download_as_bytes()
    with pytest.raises(exceptions.NotFound):
        stale.delete()
    assert server.bucket().blob("generations", generation=blob.generation).exists()


def test_a_deleted_object_is_gone_with_its_bytes(server):
    blob = put(server, "deleted")
    files = len(server.files())

    blob.delete()

    assert not blob.exists()
    assert len(server.files()) == files - 1
    with pytest.raises(exceptions.NotFound):
        blob.delete()


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_hostile_names_are_only_names(server, name):
    blob = put(server, name, name.encode())

    assert blob.name == name
    assert server.bucket().blob(name).download_as_bytes() == name.encode()
    assert name in [listed.name for listed in server.bucket().list_blobs()]
    assert {len(file.name) for file in server.files()} == {32}
    blob.delete()


@pytest.mark.parametrize("name", ["", ".", "..", "line\nbreak", "a\rb", "c" * 1025, "é" * 513])
def test_names_that_cloud_storage_forbids_are_refused(server, name):
    answer = httpx.post(
        f"{server.url}/upload/storage/v1/b/{BUCKET}/o",
        params={"uploadType": "media", "name": name},
        content=b"x",
    )

    assert answer.status_code == 400
    assert answer.json()["error"]["errors"][0]["reason"] == "invalid"


def test_a_path_that_is_not_utf8_is_refused(server):
    answer = httpx.get(f"{server.url}/storage/v1/b/{BUCKET}/o/%FF%FE")

    assert answer.status_code == 400


def test_a_list_comes_in_pages_in_order_of_names(server):
    names = [f"pages/{number:02}" for number in range(7)]
    for name in reversed(names):
        put(server, name)

    iterator = server.bucket().list_blobs(prefix="pages/", page_size=3)
    pages = [[blob.name for blob in page] for page in iterator.pages]

    assert pages == [names[:3], names[3:6], names[6:]]
    assert len(list(server.bucket().list_blobs(prefix="pages/", max_results=2))) == 2


def test_a_delimiter_folds_what_lies_deeper_also_across_pages(server):
    for name in ("tree/a", "tree/b/1", "tree/b/2", "tree/c/1", "tree/d", "treetop"):
        put(server, name)

    iterator = server.bucket().list_blobs(prefix="tree/", delimiter="/", page_size=2)
    found = [[blob.name for blob in page] for page in iterator.pages]

    assert found == [["tree/a"], ["tree/d"]]
    assert iterator.prefixes == {"tree/b/", "tree/c/"}


def test_a_list_can_start_and_end_between_names(server):
    for name in ("span/a", "span/b", "span/c"):
        put(server, name)

    listed = server.bucket().list_blobs(start_offset="span/b", end_offset="span/c")

    assert [blob.name for blob in listed] == ["span/b"]


def test_compose_joins_in_order_and_has_no_md5(server):
    parts = [put(server, f"part-{number}", b"%d" % number * 1000) for number in range(3)]
    joined = server.bucket().blob("joined")
    joined.content_type = "text/plain"

    joined.compose(parts)
    joined.reload()

    content = b"0" * 1000 + b"1" * 1000 + b"2" * 1000
    assert joined.download_as_bytes() == content
    assert joined.md5_hash is None
    assert joined.crc32c == base64.b64encode(google_crc32c.Checksum(content).digest()).decode()
    assert (joined.component_count, joined.content_type) == (3, "text/plain")


def test_compose_can_append_to_its_own_target(server):
    log, more = put(server, "log", b"a"), put(server, "more", b"b")

    log.compose([log, more], if_generation_match=log.generation)

    assert log.download_as_bytes() == b"ab"


def test_compose_of_a_missing_or_changed_source_leaves_nothing(server):
    source = put(server, "compose-source")
    files = len(server.files())
    target = server.bucket().blob("never-composed")

    with pytest.raises(exceptions.NotFound):
        target.compose([source, server.bucket().blob("not-there")])
    with pytest.raises(exceptions.PreconditionFailed):
        target.compose([source], if_source_generation_match=[source.generation + 1])
    assert not target.exists()
    assert len(server.files()) == files


def test_rewrite_and_copy_keep_the_bytes_and_the_description(server):
    source = put(server, "copy-source", b"movie", content_type="video/mp4")
    bucket = server.bucket()

    copied = bucket.copy_blob(source, bucket, "copied")
    rewritten = bucket.blob("rewritten")
    token, done, total = rewritten.rewrite(source)

    assert (token, done, total) == (None, 5, 5)
    source.delete()
    for blob in (copied, rewritten):
        blob.reload()
        assert (blob.content_type, blob.md5_hash) == ("video/mp4", source.md5_hash)
        assert blob.download_as_bytes() == b"movie"


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
    blob = put(server, "malformed")

    answer = httpx.patch(blob.self_link, content=document)

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == 400
    assert error["errors"][0]["domain"] == "global"


def test_a_metadata_body_has_a_limit(server):
    blob = put(server, "limited")

    answer = httpx.patch(blob.self_link, content=b" " * (2 << 20))

    assert answer.status_code == 413


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


@pytest.mark.parametrize("name", ["ab", "UPPER", "under..dots", "-dash", "sp ace", ""])
def test_bucket_names_have_rules(server, name):
    answer = httpx.post(f"{server.url}/storage/v1/b", json={"name": name})

    assert answer.status_code == 400


def test_a_missing_bucket_is_404_for_everything(server):
    bucket = server.client().bucket("not-there")

    with pytest.raises(exceptions.NotFound):
        bucket.blob("x").upload_from_string(b"x")
    with pytest.raises(exceptions.NotFound):
        bucket.blob("x").download_as_bytes()
    with pytest.raises(exceptions.NotFound):
        list(bucket.list_blobs())


def test_a_batch_answers_each_call_by_itself(server):
    blobs = [put(server, f"batch-{number}") for number in range(3)]
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
