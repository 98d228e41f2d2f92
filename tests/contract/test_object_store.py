"""Objects as they are put, found, read, listed and deleted."""

import itertools
import random
import zlib

import pytest

from shared.errors import PermanentError, PreconditionFailed
from shared.storage.base import READ_MAX_BYTES
from tests.contract.world import TYPE, World


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
