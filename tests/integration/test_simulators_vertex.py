import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.integration.simulator_process import (
    an_image,
    client_of,
    difference,
    film_of,
    is_faststart,
    started,
)
from tests.integration.vertex_calls import MODEL, SPEED, done, fetch, inline, path_of, submit

BUCKET = "dailies-test"


class Storage:
    """The two calls of Cloud Storage that the simulator makes."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, str]] = {}

    async def write(self, request: web.Request) -> web.Response:
        assert request.query["uploadType"] == "media"
        self.objects[request.query["name"]] = (await request.read(), request.content_type)
        return web.json_response({"name": request.query["name"], "generation": "1"})

    async def read(self, request: web.Request) -> web.Response:
        assert request.query["alt"] == "media"
        content, kind = self.objects.get(request.match_info["name"], (b"", ""))
        return web.Response(body=content, content_type=kind) if kind else web.Response(status=404)


@asynccontextmanager
async def storing(storage: Storage) -> AsyncIterator[str]:
    app = web.Application(client_max_size=2**26)
    app.router.add_post(f"/upload/storage/v1/b/{BUCKET}/o", storage.write)
    app.router.add_get(f"/storage/v1/b/{BUCKET}/o/{{name}}", storage.read)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp() / "films"


@pytest.fixture(scope="module")
def base(folder: Path) -> Iterator[str]:
    """A simulator without storage: results are inline."""
    with started("vertex", folder, "--speed", SPEED) as (address, _):
        yield address


@asynccontextmanager
async def with_storage(folder: Path, storage: Storage) -> AsyncIterator[httpx.AsyncClient]:
    """A simulator that writes to `storage`; it finds the films of the other one again."""
    async with storing(storage) as url:
        options = ("--speed", SPEED, "--storage", url, "--bucket", BUCKET)
        context = started("vertex", folder, *options)
        address, _ = await asyncio.to_thread(context.__enter__)
        try:
            async with client_of(address) as client:
                yield client
        finally:
            await asyncio.to_thread(context.__exit__, None, None, None)


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
async def test_an_operation_runs_without_the_word_done(base: str, version: str) -> None:
    async with client_of(base) as client:
        submitted = await submit(client, "[hang]", version=version)
        name = submitted.json()["name"]
        running = await fetch(client, name, version)

    assert submitted.json() == {"name": name}
    assert name.startswith(path_of()[len("/v1/") :] + "/operations/")
    assert running.json() == {"name": name}


async def test_the_film_is_exactly_what_was_ordered(base: str) -> None:
    async with client_of(base) as client:
        operation = await done(client, await submit(client, "a boat", seed=1))
    content = inline(operation)
    made = film_of(content)

    assert operation["response"]["@type"].endswith("GenerateVideoResponse")
    assert operation["response"]["raiMediaFilteredCount"] == 0
    assert operation["response"]["videos"][0]["mimeType"] == "video/mp4"
    assert (made.codec, made.profile) == ("h264", "High")
    assert (made.width, made.height, made.fps, made.frames) == (1280, 720, 24, 96)
    assert made.duration_s == pytest.approx(4, abs=1 / 24)
    assert (made.sound_channels, made.sound_s) == (2, pytest.approx(4, abs=1 / 24))
    assert is_faststart(content)


async def test_a_film_can_stand_upright_and_be_silent(base: str) -> None:
    async with client_of(base) as client:
        submitted = await submit(client, "a fox", aspectRatio="9:16", generateAudio=False)
        made = film_of(inline(await done(client, submitted)))

    assert (made.width, made.height, made.sound_channels) == (720, 1280, 0)


async def test_results_go_to_the_customers_bucket(folder: Path) -> None:
    storage = Storage()
    async with with_storage(folder, storage) as client:
        uri = f"gs://{BUCKET}/results/job-1"
        operation = await done(client, await submit(client, "a boat", seed=1, storageUri=uri))
        spoiled = {
            fault: await done(client, await submit(client, f"a boat [{fault}]", seed=1, storageUri=uri))
            for fault in ("truncated", "corrupt", "html", "expired")
        }
        again = (await fetch(client, spoiled["expired"]["name"])).json()
        foreign = await submit(client, "a boat", storageUri="gs://another-bucket/x")

    def stored(operation: dict[str, Any]) -> tuple[bytes, str] | None:
        gcs_uri = operation["response"]["videos"][0]["gcsUri"]
        assert gcs_uri.startswith(f"{uri}/{operation['name'].rpartition('/')[2]}/")
        return storage.objects.get(gcs_uri.removeprefix(f"gs://{BUCKET}/"))

    whole = stored(operation)
    assert whole is not None
    assert operation["response"]["videos"][0]["gcsUri"].endswith("/sample_0.mp4")
    assert (film_of(whole[0]).frames, whole[1]) == (96, "video/mp4")
    assert stored(spoiled["truncated"]) == (whole[0][: len(whole[0]) // 2], "video/mp4")
    assert [len(s[0]) for s in [stored(spoiled["corrupt"])] if s] == [len(whole[0])]
    assert [s[1] for s in [stored(spoiled["html"])] if s] == ["text/html"]
    assert stored(spoiled["expired"]) is None
    assert stored(again) == whole
    assert foreign.status_code == 400


async def test_an_image_becomes_the_film_inline_or_from_the_bucket(folder: Path) -> None:
    storage = Storage()
    storage.objects["in/a b.png"] = (an_image(), "image/png")
    async with with_storage(folder, storage) as client:
        encoded = base64.b64encode(an_image()).decode()
        sources = [
            {"bytesBase64Encoded": encoded, "mimeType": "image/png"},
            {"gcsUri": f"gs://{BUCKET}/in/a b.png", "mimeType": "image/png"},
        ]
        made = [
            film_of(inline(await done(client, await submit(client, "zoom", image=image))))
            for image in sources
        ]
        missing = {"gcsUri": f"gs://{BUCKET}/none.png", "mimeType": "image/png"}
        refused = await submit(client, "zoom", image=missing)

    seen = made[0].pictures[0].getpixel((100, 100))
    assert isinstance(seen, tuple)
    assert max(abs(a - b) for a, b in zip(seen, (220, 40, 40), strict=True)) < 25
    assert difference(made[0].pictures[0], made[1].pictures[0]) == 0
    assert refused.status_code == 400


async def test_an_image_that_is_none_ends_the_operation_with_an_error(base: str) -> None:
    image = {"bytesBase64Encoded": "aGVsbG8=", "mimeType": "image/png"}
    async with client_of(base) as client:
        operation = await done(client, await submit(client, "zoom", image=image))
        not_base64 = await submit(client, "zoom", image={**image, "bytesBase64Encoded": "?"})

    assert operation["error"]["code"] == 3
    assert "image" in operation["error"]["message"]
    assert not_base64.status_code == 400


async def test_a_result_that_cannot_be_stored_is_an_error(folder: Path) -> None:
    options = ("--speed", SPEED, "--storage", "http://127.0.0.1:1", "--bucket", BUCKET)
    with started("vertex", folder, *options) as (address, _):
        async with client_of(address) as client:
            uri = f"gs://{BUCKET}/x"
            operation = await done(client, await submit(client, "a boat", seed=1, storageUri=uri))

    assert operation["error"]["code"] == 13


@pytest.mark.parametrize(
    ("headers", "model", "parameters", "status", "name"),
    [
        ({"Authorization": "Bearer other"}, MODEL, {}, 401, "UNAUTHENTICATED"),
        ({"Authorization": ""}, MODEL, {}, 401, "UNAUTHENTICATED"),
        ({}, "veo-3.0-generate-001", {}, 404, "NOT_FOUND"),
        ({}, MODEL, {"durationSeconds": 5}, 400, "INVALID_ARGUMENT"),
        ({}, MODEL, {"storageUri": "gs://bucket/x"}, 400, "INVALID_ARGUMENT"),
    ],
)
async def test_a_bad_request_has_googles_error_body(
    base: str,
    headers: dict[str, str],
    model: str,
    parameters: dict[str, Any],
    status: int,
    name: str,
) -> None:
    async with client_of(base) as client:
        client.headers.update(headers)
        answer = await submit(client, "a boat", model=model, **parameters)
    error = answer.json()["error"]

    assert (answer.status_code, error["code"], error["status"]) == (status, status, name)
    assert error["message"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"operationName": 7}, 400),
        ({"operationName": "projects/p/operations/1"}, 400),
        ({"operationName": f"{path_of()[4:]}/operations/none"}, 404),
    ],
)
async def test_a_fetch_of_nothing_is_refused(base: str, body: dict[str, Any], status: int) -> None:
    async with client_of(base) as client:
        answer = await client.post(path_of() + ":fetchPredictOperation", json=body)

    assert answer.status_code == status
