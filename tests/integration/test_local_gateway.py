"""Requests and messages on their way through the gateway and the relay to a function, and back."""

import asyncio
import io
import uuid
from collections.abc import AsyncIterator

import aiohttp
import pytest

from infra.local.eventarc import push_endpoint
from infra.local.ports import free_ports
from infra.local.proxy import BODY_MAX_BYTES
from tests.integration.front import a_front, a_function, arrived


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
