"""The same suite on the objects in memory and on the real adapter against our Cloud Storage server."""

import itertools
import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from google.cloud import storage

from shared.errors import PermanentError, PreconditionFailed
from shared.storage.base import READ_MAX_BYTES, ObjectStore
from shared.storage.gcs import CloudStorage
from tests.cloud_storage_process import BUCKET, RunningServer, running_server
from tests.fakes.memory_objects import MemoryObjects

TYPE = "video/mp4"


class Answer(NamedTuple):
    status: int
    body: bytes
    headers: dict[str, str]


@dataclass
class World:
    """A store and the browser that uses its links."""

    objects: ObjectStore
    folder: Path
    get: Callable[[str], Answer]
    send: Callable[[str, bytes, dict[str, str]], int]

    def file(self, content: bytes, name: str = "file") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def put(self, name: str, content: bytes = b"film"):
        return self.objects.put(name, self.file(content), content_type=TYPE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("cloud_storage")) as running:
        yield running


def memory_world(folder: Path) -> World:
    objects = MemoryObjects()
    return World(objects, folder, lambda url: Answer(*objects.serve(url)), objects.receive)


def real_world(folder: Path, server: RunningServer, client: storage.Client) -> World:
    objects = CloudStorage(client, BUCKET, server.credentials, server.url, timeout_s=10, retry_s=10)

    def get(url: str) -> Answer:
        answer = httpx.get(url, trust_env=False, timeout=10)
        return Answer(answer.status_code, answer.content, dict(answer.headers))

    def send(url: str, body: bytes, headers: dict[str, str]) -> int:
        return httpx.put(url, content=body, headers=headers, trust_env=False, timeout=10).status_code

    return World(objects, folder, get, send)


@pytest.fixture(params=["memory", "cloud"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    if request.param == "memory":
        yield memory_world(tmp_path)
        return
    server = request.getfixturevalue("server")
    client = server.client()
    yield real_world(tmp_path, server, client)
    client.close()


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A name of the test's own: objects are created once."""
    return request.node.originalname


def test_what_is_put_is_found_and_fetched_unchanged(world: World, name: str) -> None:
    content = bytes(range(256)) * 5000
    stored = world.put(name, content)

    assert (stored.name, stored.size_bytes, stored.content_type) == (name, len(content), TYPE)
    assert world.objects.find(name) == stored
    target = world.folder / "target"
    assert world.objects.fetch(name, target, size_max_bytes=len(content)) == stored
    assert target.read_bytes() == content


def test_what_is_put_is_found_with_its_checksum(world: World, name: str) -> None:
    content = bytes(range(256)) * 5000

    assert world.put(name, content).crc32 == zlib.crc32(content)
    found = world.objects.find(name)
    assert found is not None
    assert found.crc32 == zlib.crc32(content)
    assert world.objects.list(name, limit=1) == [found]


def test_what_a_browser_sent_has_no_checksum_of_ours(world: World, name: str) -> None:
    link, headers = world.objects.upload_link(name, content_type="image/png", size_max_bytes=10, ttl_s=60)
    world.send(link, b"picture", headers)

    found = world.objects.find(name)
    assert found is not None
    assert found.crc32 is None


def test_any_part_is_read_in_small_pieces(world: World, name: str) -> None:
    content = random.Random(7).randbytes(3 * READ_MAX_BYTES + 11)
    stored = world.put(name, content)
    ends = [0, 1, READ_MAX_BYTES - 1, READ_MAX_BYTES, 2 * READ_MAX_BYTES + 1, len(content) - 1, len(content)]

    for start, stop in itertools.combinations_with_replacement(ends, 2):
        pieces = list(world.objects.read(stored, start, stop))
        assert b"".join(pieces) == content[start:stop], (start, stop)
        assert all(0 < len(piece) <= READ_MAX_BYTES for piece in pieces)


def test_exactly_one_generation_is_read(world: World, name: str) -> None:
    old = world.put(name, b"old")
    world.objects.delete(name)
    new = world.put(name, b"new")

    with pytest.raises(PermanentError) as error:
        list(world.objects.read(old, 0, 3))
    assert error.value.code == "file_missing"
    assert b"".join(world.objects.read(new, 1, 3)) == b"ew"


def test_an_empty_object_comes_back_empty(world: World, name: str) -> None:
    world.put(name, b"")
    world.objects.fetch(name, world.folder / "target", size_max_bytes=10)

    assert (world.folder / "target").read_bytes() == b""


def test_f88_the_same_bytes_again_are_the_same_object(world: World, name: str) -> None:
    assert world.put(name, b"same") == world.put(name, b"same")


def test_f88_other_bytes_of_the_same_size_are_refused(world: World, name: str) -> None:
    first = world.put(name, b"one!")

    with pytest.raises(PreconditionFailed):
        world.put(name, b"two!")
    assert world.objects.find(name) == first


def test_what_is_missing_is_none_to_find_and_an_error_to_fetch(world: World, name: str) -> None:
    assert world.objects.find(name) is None
    with pytest.raises(PermanentError) as error:
        world.objects.fetch(name, world.folder / "target", size_max_bytes=10)
    assert error.value.code == "file_missing"


def test_a_fetch_stops_at_its_size(world: World, name: str) -> None:
    world.put(name, b"x" * 11)

    with pytest.raises(PermanentError) as error:
        world.objects.fetch(name, world.folder / "target", size_max_bytes=10)
    assert error.value.code == "file_too_large"


def test_a_list_is_by_prefix_in_order_and_limited(world: World, name: str) -> None:
    for n in (2, 1, 3):
        world.put(f"{name}/{n}")
    world.put(f"{name}-other")

    assert [found.name for found in world.objects.list(f"{name}/", limit=2)] == [f"{name}/1", f"{name}/2"]
    assert len(world.objects.list(f"{name}/", limit=100)) == 3
    assert world.objects.list(f"{name}/nothing/", limit=5) == []


def test_deleting_twice_is_fine_and_a_new_object_has_a_new_generation(world: World, name: str) -> None:
    first = world.put(name)
    world.objects.delete(name)
    world.objects.delete(name)

    assert world.objects.find(name) is None
    assert world.put(name).generation > first.generation


def test_a_link_lends_the_file(world: World, name: str) -> None:
    answer = world.get(world.objects.link(world.put(name, b"film")))

    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"film", TYPE)
    assert "content-disposition" not in answer.headers


def test_a_link_lends_exactly_one_generation(world: World, name: str) -> None:
    old = world.put(name, b"old")
    link = world.objects.link(old)
    world.objects.delete(name)
    new = world.put(name, b"new")

    assert world.get(link).status == 404
    assert world.get(world.objects.link(new)).body == b"new"


def test_a_link_with_a_file_name_is_a_download(world: World, name: str) -> None:
    link = world.objects.link(world.put(name), file_name='Leuchtturm "Größe".mp4\r\nX: y')
    disposition = world.get(link).headers["content-disposition"]

    assert disposition.startswith("attachment; filename=")
    assert "filename*=UTF-8''Leuchtturm%20_Gr%C3%B6%C3%9Fe_.mp4__X_%20y" in disposition


def test_an_altered_link_is_refused(world: World, name: str) -> None:
    first, second = world.put(f"{name}-1"), world.put(f"{name}-2")
    link = world.objects.link(first)

    assert world.get(link.replace(first.name, second.name)).status == 403
    assert world.get(link.replace(str(first.generation), str(second.generation))).status == 403


@pytest.mark.parametrize("ttl_s", [0, 7 * 24 * 3600 + 1])
def test_f97_a_link_of_more_than_seven_days_is_not_signed(world: World, name: str, ttl_s: int) -> None:
    stored = world.put(f"{name}-{ttl_s}")

    with pytest.raises(ValueError, match="a link lives"):
        world.objects.link(stored, ttl_s=ttl_s)


def test_an_upload_link_takes_the_file_once(world: World, name: str) -> None:
    link, headers = world.objects.upload_link(name, content_type="image/png", size_max_bytes=10, ttl_s=60)

    assert world.send(link, b"picture", headers) == 200
    assert world.send(link, b"another", headers) == 412
    found = world.objects.find(name)
    assert found is not None
    assert (found.size_bytes, found.content_type) == (7, "image/png")


def test_an_upload_link_holds_the_sender_to_type_and_size(world: World, name: str) -> None:
    link, headers = world.objects.upload_link(name, content_type="image/png", size_max_bytes=10, ttl_s=60)

    assert world.send(link, b"x" * 11, headers) == 400
    assert world.send(link, b"", headers) == 400
    assert world.send(link, b"picture", {**headers, "Content-Type": "text/html"}) == 403
    assert world.send(link, b"picture", {**headers, "x-goog-content-length-range": "1,99"}) == 403
    assert world.send(link, b"picture", {"Content-Type": "image/png"}) in {400, 403}
    assert world.objects.find(name) is None


def test_a_link_to_read_cannot_write(world: World, name: str) -> None:
    stored = world.put(name)
    _, headers = world.objects.upload_link(name, content_type=TYPE, size_max_bytes=10, ttl_s=60)

    assert world.send(world.objects.link(stored), b"mine", headers) == 403
