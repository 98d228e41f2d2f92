"""Preconditions: on every operation that has them, in both APIs."""

import httpx
import pytest
from google.api_core import exceptions

from tests.cloud_storage_process import BUCKET, RunningServer, running_server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("preconditions")) as running:
        yield running


@pytest.fixture
def blob(server, request):
    made = server.bucket().blob(request.node.name)
    made.upload_from_string(b"content")
    return made


def wrong(blob) -> list[dict[str, int]]:
    """Each precondition with a value that does not hold; generation 0 is "nothing there"."""
    return [
        {"if_generation_match": blob.generation + 1},
        {"if_generation_match": 0},
        {"if_metageneration_match": blob.metageneration + 1},
    ]


def assert_all_refused(blob, operation) -> None:
    for precondition in wrong(blob):
        with pytest.raises(exceptions.PreconditionFailed):
            operation(**precondition)


def right(blob) -> dict[str, int]:
    return {
        "if_generation_match": blob.generation,
        "if_metageneration_match": blob.metageneration,
    }


def test_an_upload_with_generation_0_creates_once(server):
    blob = server.bucket().blob("once")
    blob.upload_from_string(b"first", if_generation_match=0)

    with pytest.raises(exceptions.PreconditionFailed):
        server.bucket().blob("once").upload_from_string(b"second", if_generation_match=0)

    assert blob.download_as_bytes() == b"first"


@pytest.mark.parametrize("chunk_size", [None, 256 << 10])
def test_an_upload_overwrites_only_what_it_expects(server, blob, chunk_size):
    again = server.bucket().blob(blob.name, chunk_size=chunk_size)

    def upload(**precondition):
        again.upload_from_string(b"new", **precondition)

    assert_all_refused(blob, upload)
    assert blob.download_as_bytes() == b"content"
    upload(**right(blob))
    assert again.download_as_bytes() == b"new"


def test_an_upload_over_nothing_with_a_generation_is_refused(server):
    with pytest.raises(exceptions.PreconditionFailed):
        server.bucket().blob("nothing").upload_from_string(b"x", if_generation_match=1)


def test_a_read_gets_only_what_it_expects(blob):
    assert_all_refused(blob, blob.download_as_bytes)
    assert_all_refused(blob, blob.reload)
    assert blob.download_as_bytes(**right(blob)) == b"content"


def test_a_patch_changes_only_what_it_expects(blob):
    blob.metadata = {"k": "v"}

    assert_all_refused(blob, blob.patch)
    blob.patch(**right(blob))

    assert blob.metageneration == 2


def test_a_delete_removes_only_what_it_expects(blob):
    assert_all_refused(blob, blob.delete)
    assert blob.exists()

    blob.delete(**right(blob))

    assert not blob.exists()


def test_compose_writes_only_over_what_it_expects(server, blob):
    def compose(**precondition):
        server.bucket().blob(blob.name).compose([blob, blob], **precondition)

    assert_all_refused(blob, compose)
    assert blob.download_as_bytes() == b"content"
    compose(**right(blob))
    assert server.bucket().blob(blob.name).download_as_bytes() == b"contentcontent"


def test_rewrite_minds_both_ends(server, blob):
    target = server.bucket().blob("rewrite-target")

    with pytest.raises(exceptions.PreconditionFailed):
        target.rewrite(blob, if_source_generation_match=blob.generation + 1)
    with pytest.raises(exceptions.PreconditionFailed):
        target.rewrite(blob, if_source_metageneration_match=2)
    target.rewrite(blob, if_generation_match=0, if_source_generation_match=blob.generation)
    with pytest.raises(exceptions.PreconditionFailed):
        target.rewrite(blob, if_generation_match=0)


def test_copy_minds_both_ends(server, blob):
    bucket = server.bucket()

    bucket.copy_blob(blob, bucket, "copy-target", if_generation_match=0)

    with pytest.raises(exceptions.PreconditionFailed):
        bucket.copy_blob(blob, bucket, "copy-target", if_generation_match=0)
    with pytest.raises(exceptions.NotFound):
        bucket.copy_blob(blob, bucket, "other", source_generation=blob.generation + 1)


@pytest.mark.parametrize("suffix", ["", "?alt=media"])
def test_a_not_match_that_does_not_hold_is_304(blob, suffix):
    url = blob.self_link + suffix

    for name, value in (
        ("ifGenerationNotMatch", blob.generation),
        ("ifMetagenerationNotMatch", blob.metageneration),
    ):
        same = httpx.get(url, params={**httpx.URL(url).params, name: value})
        other = httpx.get(url, params={**httpx.URL(url).params, name: value + 1})
        assert (same.status_code, same.content) == (304, b"")
        assert other.status_code == 200


def test_a_precondition_that_is_no_number_is_400(blob):
    for value in ("x", "-1", "1.5", "", "9" * 30):
        answer = httpx.get(blob.self_link, params={"ifGenerationMatch": value})
        assert answer.status_code == 400


def test_a_bucket_has_a_metageneration_too(server):
    url = f"{server.url}/storage/v1/b/{BUCKET}"

    assert httpx.get(url, params={"ifMetagenerationMatch": 99}).status_code == 412
    assert httpx.patch(url, params={"ifMetagenerationMatch": 99}, json={}).status_code == 412
    assert httpx.get(url, params={"ifMetagenerationMatch": 1}).status_code == 200


def signed(server: RunningServer, method: str, name: str, headers: dict[str, str], **options):
    url = server.sign(name, method=method, headers=headers)
    return httpx.request(method, url, headers=headers, **options)


def test_the_xml_api_has_them_as_signed_headers(server, blob):
    stale = {"x-goog-if-generation-match": str(blob.generation + 1)}
    absent = {"x-goog-if-generation-match": "0"}
    fresh = {
        "x-goog-if-generation-match": str(blob.generation),
        "x-goog-if-metageneration-match": "1",
    }

    for method in ("GET", "HEAD", "PUT", "DELETE"):
        assert signed(server, method, blob.name, stale).status_code == 412
    refused = signed(server, "PUT", blob.name, absent, content=b"new")
    assert refused.status_code == 412
    assert "<Code>PreconditionFailed</Code>" in refused.text
    assert signed(server, "GET", blob.name, fresh).content == b"content"
    assert signed(server, "PUT", "xml-new", absent, content=b"new").status_code == 200
    assert signed(server, "DELETE", blob.name, fresh).status_code == 204
