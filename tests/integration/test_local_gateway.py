"""The gateway in front of functions that behave in every way a function can."""

import asyncio
import io
import json
import socket
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from infra.local.client_session import client_session
from infra.local.eventarc import push_endpoint, relay_app
from infra.local.function_table import FunctionTable, read_table
from infra.local.gateway import Gateway
from infra.local.hosting import Hosting, source_of
from infra.local.layout import SERVICES, Addresses, function_process
from infra.local.ports import free_ports, is_free
from infra.local.proxy import BODY_MAX_BYTES
from infra.local.scheduler import Scheduler
from tests.unit.test_firebase_json import headers as hosted_headers

arrived: Counter[str] = Counter()
granted: list[dict[str, Any]] = []
TABLE = read_table(Path(__file__).parent / "local_standin" / "functions.toml")


def note_grant(body: bytes) -> None:
    if b"account_id" in body:
        granted.append(json.loads(body))


async def function(request: web.Request) -> web.StreamResponse:
    """Stand in for every function: the last part of the path says how to behave."""
    match request.path.rpartition("/")[2]:
        case "sleep":
            await asyncio.sleep(30)
        case "half":
            answer = web.StreamResponse(headers={"Content-Length": "10"})
            await answer.prepare(request)
            await answer.write(b"12345")
            assert request.transport is not None
            request.transport.abort()
            return answer
        case "die":
            assert request.transport is not None
            request.transport.abort()
            arrived[request.path] += 1
        case "stream":
            answer = web.StreamResponse()
            await answer.prepare(request)
            async for chunk in request.content.iter_any():
                await answer.write(chunk)
            return answer
        case "gzip":
            packed = web.Response(body=b"\x1f\x8b-not-touched", headers={"Content-Encoding": "gzip"})
            packed.headers.extend({"Set-Cookie": "a=1", "Referrer-Policy": "origin"})
            packed.headers.add("Set-Cookie", "b=2")
            return packed
        case "busy":
            return web.Response(status=429, headers={"Retry-After": "7"})
    body = await request.read()
    note_grant(body)
    return web.json_response(
        {
            "method": request.method,
            "path": request.raw_path,
            "size_bytes": len(body),
            "headers": dict(request.headers),
        }
    )


@asynccontextmanager
async def a_function(port: int | None = None) -> AsyncIterator[TestServer]:
    app = web.Application(client_max_size=BODY_MAX_BYTES * 2)
    app.router.add_route("*", "/{rest:.*}", function)
    async with TestServer(app, port=port) as server:
        yield server


@asynccontextmanager
async def a_front(
    port: int | None, *, studio: Path = Path("/nowhere"), table: FunctionTable = TABLE
) -> AsyncIterator[tuple[aiohttp.ClientSession, str, str]]:
    """Serve gateway and relay for functions that all listen on one port."""
    names = [*SERVICES, *(function_process(row.name) for row in table.functions)]
    names.append(function_process("grant_credits"))
    addresses = Addresses(dict.fromkeys(names, port or 1))
    async with client_session() as session:
        scheduler = Scheduler(addresses, table, session)
        hosting = Hosting(addresses, project="demo-dailies", bucket="demo-dailies-media")
        gateway = Gateway(addresses, table, session, scheduler=scheduler, hosting=hosting, studio=studio)
        async with (
            TestServer(gateway.app()) as front,
            TestServer(relay_app(addresses, table, session)) as relay,
        ):
            yield session, str(front.make_url("")).rstrip("/"), str(relay.make_url("")).rstrip("/")


async def test_a_request_arrives_as_it_was_sent() -> None:
    async with a_function() as server, a_front(server.port) as (client, front, _):
        path = "/api/echo/a%2Fb%20c?x=1&x=%C3%A4"
        sent = {
            "Authorization": "Bearer t",
            "Connection": "keep-alive, X-Secret",
            "X-Secret": "hop",
            "X-Forwarded-For": "9.9.9.9",
            "Cookie": "a=1",
        }
        url = aiohttp.client.URL(f"{front}{path}", encoded=True)
        async with client.patch(url, data=b"12345", headers=sent) as answer:
            told = await answer.json()

    headers = told["headers"]
    assert (told["method"], told["path"], told["size_bytes"]) == ("PATCH", path, 5)
    assert headers["Authorization"] == "Bearer t"
    assert headers["Cookie"] == "a=1"
    assert headers["Content-Length"] == "5"
    assert headers["X-Forwarded-For"] == "9.9.9.9, 127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "http"
    assert headers["X-Forwarded-Host"] == front.removeprefix("http://")
    assert "X-Secret" not in headers
    assert len(headers["traceparent"].split("-")) == 4


async def test_a_trace_that_has_begun_goes_on() -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async with (
        a_function() as server,
        a_front(server.port) as (client, front, _),
        client.get(f"{front}/api/echo", headers={"traceparent": trace}) as answer,
    ):
        told = await answer.json()

    assert told["headers"]["traceparent"] == trace


async def test_an_answer_comes_back_as_it_was_given() -> None:
    async with a_function() as server, a_front(server.port) as (client, front, _):
        async with client.get(f"{front}/api/echo/gzip") as answer:
            assert await answer.read() == b"\x1f\x8b-not-touched"
            assert answer.headers["Content-Encoding"] == "gzip"
            assert answer.headers.getall("Set-Cookie") == ["a=1", "b=2"]
        async with client.get(f"{front}/api/echo/busy") as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
        async with client.head(f"{front}/api/echo") as answer:
            assert answer.status == 200


async def test_both_ways_are_streamed() -> None:
    more = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.wait_for(more.wait(), 10)
        yield b"second"

    async with (
        a_function() as server,
        a_front(server.port) as (client, front, _),
        client.post(f"{front}/api/echo/stream", data=body()) as answer,
    ):
        assert await answer.content.readany() == b"first"
        more.set()
        assert await answer.content.read() == b"second"


@pytest.mark.parametrize("length_is_known", [True, False])
async def test_a_body_past_the_limit_is_refused(length_is_known: bool) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(BODY_MAX_BYTES // 2**20 + 1):
            yield b"x" * 2**20

    body = io.BytesIO(b"x" * (BODY_MAX_BYTES + 1)) if length_is_known else chunks()
    async with (
        a_function() as server,
        a_front(server.port) as (client, front, _),
        client.post(f"{front}/api/echo", data=body) as answer,
    ):
        told = await answer.json(content_type="application/problem+json")

    assert (answer.status, told["status"], told["code"]) == (413, 413, "body_too_large")


async def test_a_body_at_the_limit_passes() -> None:
    body = io.BytesIO(b"x" * BODY_MAX_BYTES)
    async with (
        a_function() as server,
        a_front(server.port) as (client, front, _),
        client.post(f"{front}/api/echo", data=body) as answer,
    ):
        assert (await answer.json())["size_bytes"] == BODY_MAX_BYTES


async def test_a_function_that_takes_too_long_is_given_up() -> None:
    async with (
        a_function() as server,
        a_front(server.port) as (client, front, _),
        client.get(f"{front}/api/echo/deep/sleep") as answer,
    ):
        told = await answer.json(content_type="application/problem+json")

    assert (answer.status, told["code"]) == (504, "function_timeout")
    assert "Idempotency-Key" in told["next_step"]


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nothing", "/api/echoes", "/__/x", "/api/a%0Ab", "/__/a%0Ab"]
)
async def test_a_route_that_is_not_there_is_a_problem(path: str) -> None:
    async with a_front(None) as (client, front, _), client.post(f"{front}{path}") as answer:
        told = await answer.json(content_type="application/problem+json")

    assert (answer.status, told["code"], told["status"]) == (404, "not_found", 404)


async def test_an_answer_that_breaks_off_does_not_look_whole() -> None:
    async with a_function() as server, a_front(server.port) as (client, front, _):
        with pytest.raises(aiohttp.ClientPayloadError):
            async with client.get(f"{front}/api/echo/half") as answer:
                await answer.read()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
async def test_a_function_that_dies_over_a_request_is_not_sent_it_again(method: str) -> None:
    path = f"/api/echo/{uuid.uuid4().hex}/die"
    async with (
        a_function() as server,
        a_front(server.port) as (_, front, _relay),
        aiohttp.ClientSession() as client,
        client.request(method, f"{front}{path}") as answer,
    ):
        told = await answer.json(content_type="application/problem+json")

    assert (answer.status, told["code"]) == (502, "function_stopped")
    assert arrived[path] == 1


async def test_a_request_waits_for_a_function_that_is_being_started_again() -> None:
    port = free_ports(["function"])["function"]
    async with a_front(port) as (client, front, _):
        waiting = asyncio.create_task(client.post(f"{front}/api/echo", data=b"paid"))
        done, _ = await asyncio.wait({waiting}, timeout=0.3)
        assert not done
        async with a_function(port), await waiting as answer:
            assert (await answer.json())["size_bytes"] == 4


async def test_the_relay_passes_the_functions_status_back() -> None:
    push = {"message": {"messageId": "1", "publishTime": "now", "data": ""}, "subscription": "s"}
    async with a_function() as server, a_front(server.port) as (client, _, relay):
        url = push_endpoint(relay, "steps", project="p", topic="standin-steps")
        async with client.post(url, json=push) as answer:
            assert answer.status == 200
        async with client.post(url, data=b"not json") as answer:
            assert answer.status == 400
        async with client.post(url.replace("steps", "nobody", 1), json=push) as answer:
            assert answer.status == 404


async def test_the_studio_serves_its_files_and_its_own_routes(tmp_path: Path) -> None:
    studio = tmp_path / "dist"
    (studio / "assets").mkdir(parents=True)
    (studio / "index.html").write_text("the studio")
    (studio / "assets" / "app-1a2b.js").write_text("code")
    (tmp_path / "secret.txt").write_text("secret")
    async with a_front(None, studio=studio) as (client, front, _):
        for path in ("/", "/drafts/123", "/index.html"):
            async with client.get(f"{front}{path}") as answer:
                assert await answer.text() == "the studio"
                assert answer.headers["Cache-Control"] == "no-cache"
        async with client.get(f"{front}/assets/app-1a2b.js") as answer:
            assert "immutable" in answer.headers["Cache-Control"]
        for path in ("/assets/gone.js", "/..%2fsecret.txt", "/%2e%2e/secret.txt"):
            url = aiohttp.client.URL(f"{front}{path}", encoded=True)
            async with client.get(url) as answer:
                assert answer.status == 404


@pytest.mark.parametrize("path", ["/", "/v/1", "/assets/app-1a2b.js", "/assets/gone.js", "/api/nothing"])
async def test_every_answer_has_the_headers_of_firebase_json(path: str, tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("the studio")
    (tmp_path / "assets" / "app-1a2b.js").write_text("code")
    async with (
        a_front(None, studio=tmp_path) as (client, front, _),
        client.get(f"{front}{path}") as answer,
    ):
        found = dict(answer.headers)

    wanted = hosted_headers(path)
    policy = wanted.pop("Content-Security-Policy")
    if answer.status == 404:
        assert "immutable" not in found.get("Cache-Control", "")
        wanted.pop("Cache-Control", None)
    assert {name: found[name] for name in wanted} == wanted
    for google in ("identitytoolkit", "securetoken", "storage", "firestore"):
        assert f"https://{google}.googleapis.com" in policy  # or the replacement below proves nothing
        policy = policy.replace(f"https://{google}.googleapis.com", "http://127.0.0.1:1")
    assert found["Content-Security-Policy"] == policy


async def test_what_a_function_says_itself_is_not_overruled() -> None:
    async with (
        a_function() as server,
        a_front(server.port) as (client, front, _),
        client.get(f"{front}/api/echo/gzip") as answer,
    ):
        assert answer.headers["Referrer-Policy"] == "origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Cache-Control" not in answer.headers


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "elsewhere.example"])
async def test_a_browser_learns_where_to_sign_in_and_to_listen(name: str) -> None:
    async with a_front(None) as (client, front, _):
        port = front.rpartition(":")[2]
        headers = {"Host": f"{name}:{port}"}
        async with client.get(f"{front}/__/firebase/init.json", headers=headers) as answer:
            told = await answer.json()

    assert answer.headers["Cache-Control"] == "no-store"
    assert told["projectId"] == "demo-dailies"
    assert told["storageBucket"] == "demo-dailies-media"
    assert {"apiKey", "authDomain", "appId"} <= set(told)
    ours = f"http://{name}:{port}" if name != "elsewhere.example" else "http://127.0.0.1:1"
    assert told["emulators"] == {"auth": ours, "firestore": "127.0.0.1:1"}


BACK = "/v/abc?tab=1"


async def test_the_shop_says_that_no_money_moves_and_keeps_the_way_back() -> None:
    asked = {"account": 'a"<b>', "need": "4", "back": BACK}
    async with a_front(None) as (client, front, _), client.get(f"{front}/__/checkout", params=asked) as got:
        page = await got.text()

    assert got.status == 200
    assert "No money moves" in page
    assert "You need 4 more" in page
    assert f'href="{BACK}"' in page
    assert "<b>" not in page
    assert "<script" not in page


async def test_the_shop_grants_once_per_press_and_leads_back() -> None:
    granted.clear()
    form = {"account": "alice", "amount": "500", "back": BACK}
    async with a_function() as server, a_front(server.port) as (client, front, _):
        for _ in range(2):
            async with client.post(f"{front}/__/checkout", data=form, allow_redirects=False) as answer:
                assert (answer.status, answer.headers["Location"]) == (303, BACK)

    assert [(one["account_id"], one["amount"]) for one in granted] == [("alice", 500)] * 2
    assert len({one["key"] for one in granted}) == 2


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\n/x", ""]
)
async def test_the_shop_leads_nowhere_else(back: str) -> None:
    form = {"account": "alice", "amount": "100", "back": back}
    async with a_function() as server, a_front(server.port) as (client, front, _):
        async with client.post(f"{front}/__/checkout", data=form, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/credits")
        async with client.get(f"{front}/__/checkout", params=form) as answer:
            assert "evil" not in await answer.text()


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({"account": "alice", "amount": "1000000"}, {}),
        ({"account": "alice"}, {}),
        ({"account": "a/b", "amount": "100"}, {}),
        ({"account": "alice", "amount": "100"}, {"Sec-Fetch-Site": "cross-site"}),
    ],
)
async def test_the_shop_sells_nothing_else_and_to_no_other_page(
    form: dict[str, str], headers: dict[str, str]
) -> None:
    granted.clear()
    async with (
        a_function() as server,
        a_front(server.port) as (client, front, _),
        client.post(f"{front}/__/checkout", data=form, headers=headers, allow_redirects=False) as answer,
    ):
        assert answer.status == 400

    assert granted == []


def test_a_pattern_that_nobody_here_understands_is_told() -> None:
    with pytest.raises(ValueError, match="does not understand"):
        source_of("/a?(b)/*.js")


async def test_without_a_studio_the_page_says_where_everything_is() -> None:
    async with a_front(None) as (client, front, _), client.get(f"{front}/any/page") as answer:
        assert "not built" in await answer.text()


def test_ports_are_free_and_different() -> None:
    ports = free_ports([str(n) for n in range(50)])

    assert len(set(ports.values())) == 50
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", ports["0"]))
        listener.listen()
        assert not is_free(ports["0"])
