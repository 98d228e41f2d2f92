"""The demo against a server that answers as the product does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rich.console import Console

from infra.local.__main__ import _parser
from infra.local.demo import DemoClient, DemoFailed, Wish
from infra.local.demo_screen import make_video
from infra.local.sample import beside, fill_studio

FILM = b"a film" * 1000
JOB = {"id": "abcdefghijkl", "price": 10, "error": None, "video": None}
RECEIPT = {"held": 10, "captured": 10, "released": 0}


class Product:
    """Answers the demo's requests; the next views are given beforehand."""

    def __init__(self, *views: dict[str, Any], create_status: int = 202) -> None:
        self.views = list(views)
        self.create_status = create_status
        self.emails: set[str] = set()
        self.keys: list[str] = []
        self.orders: list[dict[str, Any]] = []

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/identitytoolkit.googleapis.com/v1/{verb}", self.sign)
        app.router.add_post("/api/jobs", self.create)
        app.router.add_get("/api/jobs/{id}", self.read)
        app.router.add_get("/api/credits", self.credits)
        app.router.add_get("/film.mp4", self.film)
        app.router.add_post("/__/operators/grant_credits", self.grant)
        return app

    async def sign(self, request: web.Request) -> web.Response:
        email = (await request.json())["email"]
        if request.match_info["verb"] == "accounts:signUp" and email in self.emails:
            return web.json_response({"error": {"message": "EMAIL_EXISTS"}}, status=400)
        self.emails.add(email)
        return web.json_response({"idToken": "token"})

    async def create(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer token"
        self.keys.append(request.headers["Idempotency-Key"])
        self.orders.append(await request.json())
        if self.create_status != 202:
            refused = {"title": "Insufficient credits", "detail": "10 credits are needed."}
            return web.json_response(refused | {"next_step": "Buy some."}, status=self.create_status)
        return web.json_response(JOB | {"status": "pending", "stage": "Queued"}, status=202)

    async def read(self, request: web.Request) -> web.Response:
        assert "wait" in request.query
        return web.json_response(JOB | self.views.pop(0))

    async def credits(self, _: web.Request) -> web.Response:
        return web.json_response({"available": 90, "held": 0, "active_jobs": 0})

    async def grant(self, _: web.Request) -> web.Response:
        return web.json_response({"kind": "grant"})

    async def film(self, _: web.Request) -> web.Response:
        return web.Response(body=FILM)


@asynccontextmanager
async def served(product: Product) -> AsyncIterator[str]:
    async with TestServer(product.app()) as server:
        yield str(server.make_url("")).rstrip("/")


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def a_draft(url: str) -> dict[str, Any]:
    video = {"url": url, "width": 1280, "height": 720, "duration_s": 5.0, "fps": 24}
    return {"status": "draft", "stage": "Ready", "progress": 100, "video": video} | {"receipt": RECEIPT}


async def shown(product: Product, out: Path, url: str) -> tuple[bool, str]:
    console = Console(record=True, width=200, force_terminal=False, quiet=False)
    made = await make_video(Wish("A storm at sea"), auth_url=url, gateway_url=url, out=out, console=console)
    return made, console.export_text()


async def test_a_prompt_becomes_a_file_and_a_receipt(tmp_path: Path) -> None:
    product = Product({"status": "processing", "stage": "Rendering", "progress": 40})
    async with served(product) as url:
        product.views.append(a_draft(f"{url}/film.mp4"))
        made, text = await shown(product, tmp_path, url)

    assert made
    assert (tmp_path / "a-storm-at-sea-abcdefgh.mp4").read_bytes() == FILM
    assert names(tmp_path) == ["a-storm-at-sea-abcdefgh.mp4"]
    assert "10 held, 10 captured, 0 released" in text
    assert "90 credits, 0 held" in text
    assert f"{url}/v/abcdefghijkl" in text
    assert product.orders[0]["input"] == {
        "model": "wan-2.5",
        "prompt": "A storm at sea",
        "duration_s": 5,
        "resolution": "720p",
        "aspect_ratio": "16:9",
        "image": None,
    }


async def test_the_same_person_can_make_a_second_video(tmp_path: Path) -> None:
    product = Product()
    async with served(product) as url:
        for _ in range(2):
            product.views.append(a_draft(f"{url}/film.mp4"))
            made, _text = await shown(product, tmp_path, url)
            assert made

    assert len(set(product.keys)) == 2


async def test_a_job_that_fails_says_why_and_what_to_do(tmp_path: Path) -> None:
    error = {"code": "policy", "message": "The prompt was refused.", "next_step": "Change it."}
    receipt = {"held": 10, "captured": 0, "released": 10}
    product = Product({"status": "failed", "stage": "x", "error": error, "receipt": receipt})
    async with served(product) as url:
        made, text = await shown(product, tmp_path, url)

    assert not made
    assert "The prompt was refused." in text
    assert "Change it." in text
    assert "10 released" in text
    assert names(tmp_path) == []


async def test_a_refused_order_is_told_in_the_servers_words(tmp_path: Path) -> None:
    product = Product(create_status=402)
    async with served(product) as url:
        made, text = await shown(product, tmp_path, url)

    assert not made
    assert "10 credits are needed. Buy some." in text


async def test_a_link_that_is_dead_leaves_no_file(tmp_path: Path) -> None:
    async with served(Product()) as url, httpx.AsyncClient() as http:
        client = DemoClient(http, auth_url=url, gateway_url=url)
        with pytest.raises(DemoFailed, match="404"):
            await client.download(f"{url}/gone.mp4", tmp_path / "x.mp4")

    assert names(tmp_path) == []


@pytest.mark.parametrize("create_status", [402, 503])
async def test_a_sample_that_cannot_be_made_is_told_and_troubles_nobody(
    create_status: int, caplog: pytest.LogCaptureFixture
) -> None:
    product = Product(create_status=create_status)
    async with served(product) as url:
        await fill_studio(auth_url=url, gateway_url=url)

    assert len(product.orders) == 4, "each part is tried, whatever became of the others"
    assert caplog.text.count("10 credits are needed") == 4


async def test_a_sample_is_given_up_with_the_cloud() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    async with asyncio.timeout(5):
        async with beside(work()):
            await begun.wait()
        assert ended.is_set()


def test_run_makes_a_sample_unless_told_otherwise() -> None:
    asked = ["run", "--prompt", "x"]

    assert _parser().parse_args(asked).sample
    assert not _parser().parse_args([*asked, "--no-sample"]).sample
