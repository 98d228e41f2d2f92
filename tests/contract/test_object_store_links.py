"""Links that lend one object, or take one: to a browser, for a while, and for nothing else."""

import pytest

from tests.contract.world import TYPE, World


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
