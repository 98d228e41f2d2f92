"""Objects through the real Python client: write, describe, list, change, delete."""

import httpx
import pytest
from google.api_core import exceptions

from tests.cloud_storage_process import running_server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("objects")) as running:
        yield running


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
    blob = server.put("patched")
    blob.metadata = {"keep": "1", "drop": "1"}
    blob.patch()
    generation = blob.generation
    blob.metadata = {"drop": None, "new": "1"}

    blob.patch()

    assert blob.metadata == {"keep": "1", "new": "1"}
    assert (blob.generation, blob.metageneration) == (generation, 3)
    assert blob.updated > blob.time_created


def test_an_update_replaces_what_it_does_not_name(server):
    blob = server.put("updated", content_type="text/plain")
    url = blob.self_link

    answer = httpx.put(url, json={"metadata": {"only": "this"}}).json()

    assert answer["metadata"] == {"only": "this"}
    assert "contentType" not in answer


def test_overwriting_makes_a_new_generation_and_leaves_no_file_behind(server):
    first = server.put("overwritten", b"one")
    files = len(server.files())

    second = server.put("overwritten", b"two")

    assert second.generation > first.generation
    assert second.metageneration == 1
    assert len(server.files()) == files
    assert second.download_as_bytes() == b"two"


def test_another_generation_is_not_there(server):
    blob = server.put("generations")
    stale = server.bucket().blob("generations", generation=blob.generation - 1)

    with pytest.raises(exceptions.NotFound):
        stale.download_as_bytes()
    with pytest.raises(exceptions.NotFound):
        stale.delete()
    assert server.bucket().blob("generations", generation=blob.generation).exists()


def test_a_deleted_object_is_gone_with_its_bytes(server):
    blob = server.put("deleted")
    files = len(server.files())

    blob.delete()

    assert not blob.exists()
    assert len(server.files()) == files - 1
    with pytest.raises(exceptions.NotFound):
        blob.delete()


def test_a_list_comes_in_pages_in_order_of_names(server):
    names = [f"pages/{number:02}" for number in range(7)]
    for name in reversed(names):
        server.put(name)

    iterator = server.bucket().list_blobs(prefix="pages/", page_size=3)
    pages = [[blob.name for blob in page] for page in iterator.pages]

    assert pages == [names[:3], names[3:6], names[6:]]
    assert len(list(server.bucket().list_blobs(prefix="pages/", max_results=2))) == 2


def test_a_list_can_start_and_end_between_names(server):
    for name in ("span/a", "span/b", "span/c"):
        server.put(name)

    listed = server.bucket().list_blobs(start_offset="span/b", end_offset="span/c")

    assert [blob.name for blob in listed] == ["span/b"]
