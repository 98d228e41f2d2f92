import base64
from collections.abc import Iterator

import pytest

from tests.integration.simulator_process import (
    SPEED,
    an_image,
    client_of,
    difference,
    film_of,
    is_faststart,
    started,
)
from tests.integration.wavespeed_calls import film, settled, submit

ANIMATED = "wavespeed-ai/wan-2.2/i2v-480p"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    options = ("--speed", str(SPEED))
    with started("wavespeed", tmp_path_factory.getbasetemp() / "films", *options) as (address, _):
        yield address


async def test_the_film_is_exactly_what_was_ordered(base: str) -> None:
    async with client_of(base) as client:
        content = await film(client, "a boat")
    made = film_of(content)

    assert (made.codec, made.profile) == ("h264", "High")
    assert (made.width, made.height, made.fps, made.frames) == (832, 480, 24, 120)
    assert made.duration_s == pytest.approx(5, abs=1 / 24)
    assert (made.sound_channels, made.sound_s) == (2, pytest.approx(5, abs=1 / 24))
    assert made.loudness > 0.02
    assert is_faststart(content)


async def test_a_film_moves_and_follows_its_prompt(base: str) -> None:
    async with client_of(base) as client:
        boat = film_of(await film(client, "a boat"))
        again = film_of(await film(client, "a boat", seed=5))
        city = film_of(await film(client, "neon city at night"))

    assert difference(boat.pictures[0], boat.pictures[1]) > 2
    assert difference(boat.pictures[1], again.pictures[1]) < 1
    assert difference(boat.pictures[1], city.pictures[1]) > 25


async def test_the_same_order_is_rendered_once(base: str) -> None:
    async with client_of(base) as client:
        assert await film(client, "a boat") == await film(client, "a boat [nowebhook]")


async def test_an_image_becomes_the_film(base: str) -> None:
    address = "data:image/png;base64," + base64.b64encode(an_image()).decode()
    async with client_of(base) as client:
        made = film_of(await film(client, "zoom", model=ANIMATED, image=address))

    first = made.pictures[0]
    assert (made.width, made.height, made.frames) == (832, 480, 120)
    for x, y, colour in ((80, 60, (220, 40, 40)), (780, 60, (40, 200, 60))):
        seen = first.getpixel((x, y))
        assert isinstance(seen, tuple)
        assert max(abs(a - b) for a, b in zip(seen, colour, strict=True)) < 25
    assert difference(first, made.pictures[2]) > 2


async def test_an_upright_image_by_address_makes_an_upright_film(base: str) -> None:
    picture = an_image(180, 320, "JPEG")
    async with client_of(base) as client:
        announced = {"filename": "a.jpg", "size": len(picture), "content_type": "image/jpeg"}
        data = (await client.post("/api/v3/media/uploads", json=announced)).json()["data"]
        upload = data["upload"]
        put = await client.request(
            upload["method"], upload["url"], headers=upload["headers"], content=picture
        )
        assert put.status_code == 200
        again = await client.put(upload["url"], headers=upload["headers"], content=picture)
        assert again.status_code == 403

        url = data["download_url"]
        made = film_of(await film(client, "up", model=ANIMATED, image=url, last_image=url))

    assert (made.width, made.height) == (480, 832)


@pytest.mark.parametrize("tail", ["/uploads/none.png", "/_health"])
async def test_an_image_that_is_none_fails_the_prediction(base: str, tail: str) -> None:
    async with client_of(base) as client:
        submitted = await submit(client, "zoom", model=ANIMATED, image=base + tail)
        prediction = await settled(client, submitted)

    assert prediction["status"] == "failed"
    assert "image" in prediction["error"]


async def test_a_result_can_be_read_in_ranges(base: str) -> None:
    async with client_of(base) as client:
        prediction = await settled(client, await submit(client, "a boat"))
        whole = await client.get(prediction["outputs"][0])
        part = await client.get(prediction["outputs"][0], headers={"Range": "bytes=4-11"})

    assert whole.headers["Content-Type"] == "video/mp4"
    assert (part.status_code, part.content) == (206, whole.content[4:12])
