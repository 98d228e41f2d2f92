"""Which names there are, and that a name is never more than a name."""

import httpx
import pytest

from tests.cloud_storage_process import BUCKET, running_server

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
    with running_server(tmp_path_factory.mktemp("names")) as running:
        yield running


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_hostile_names_are_only_names(server, name):
    blob = server.put(name, name.encode())

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


@pytest.mark.parametrize("name", ["ab", "UPPER", "under..dots", "-dash", "sp ace", ""])
def test_bucket_names_have_rules(server, name):
    answer = httpx.post(f"{server.url}/storage/v1/b", json={"name": name})

    assert answer.status_code == 400
