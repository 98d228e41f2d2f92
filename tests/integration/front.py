"""The local gateway and relay, in front of functions that behave in every way a function can."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from infra.local.client_session import client_session
from infra.local.eventarc import relay_app
from infra.local.function_table import FunctionTable, read_table
from infra.local.gateway import Gateway
from infra.local.hosting import Hosting
from infra.local.layout import SERVICES, Addresses, function_process
from infra.local.proxy import BODY_MAX_BYTES
from infra.local.scheduler import Scheduler

arrived: Counter[str] = Counter()
"""How often a function died over a request, by path."""

granted: list[dict[str, Any]] = []
"""The credits that were asked for; a test clears it first."""

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
