"""Objects made from objects, through the real Python client."""

import base64

import google_crc32c
import pytest
from google.api_core import exceptions

from tests.cloud_storage_process import running_server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("derived")) as running:
        yield running


def test_compose_joins_in_order_and_has_no_md5(server):
    parts = [server.put(f"part-{number}", b"%d" % number * 1000) for number in range(3)]
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
    log, more = server.put("log", b"a"), server.put("more", b"b")

    log.compose([log, more], if_generation_match=log.generation)

    assert log.download_as_bytes() == b"ab"


def test_compose_of_a_missing_or_changed_source_leaves_nothing(server):
    source = server.put("compose-source")
    files = len(server.files())
    target = server.bucket().blob("never-composed")

    with pytest.raises(exceptions.NotFound):
        target.compose([source, server.bucket().blob("not-there")])
    with pytest.raises(exceptions.PreconditionFailed):
        target.compose([source], if_source_generation_match=[source.generation + 1])
    assert not target.exists()
    assert len(server.files()) == files


def test_rewrite_and_copy_keep_the_bytes_and_the_description(server):
    source = server.put("copy-source", b"movie", content_type="video/mp4")
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
