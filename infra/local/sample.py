"""A studio that looks used: what the demo's person has made before, so that no page of it is empty.

Everything goes over public routes, as the person; only their credits come through the operators' door.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx

from infra.local.demo import DemoClient, DemoFailed, View, Wish
from infra.local.demo_screen import EMAIL, PASSWORD

log = logging.getLogger(__name__)

CREDITS = 500
WITHIN_S = 900
SMALL = Wish("", resolution="480p")
BOATS = replace(SMALL, prompt="paper boats on a river at dusk", model="wan-2.2")
MARKET = replace(SMALL, prompt="neon rain over a night market", aspect_ratio="9:16")
FOX = replace(SMALL, prompt="a fox in fresh snow")
REFUSED = replace(SMALL, prompt="[fail:policy] a portrait that may not be made")
COMET = replace(SMALL, prompt="[slow:150] a comet over the desert", aspect_ratio="9:16")
EXTENDED = {"prompt": "the fox looks up at the moon", "resolution": "480p"}
UPSCALED = {"target_resolution": "1080p", "engine": "provider"}


async def fill_studio(*, auth_url: str, gateway_url: str) -> None:
    """Make the sample; what goes wrong is logged, and the rest is made all the same."""
    try:
        async with asyncio.timeout(WITHIN_S), httpx.AsyncClient(trust_env=False) as http:
            client = DemoClient(http, auth_url=auth_url, gateway_url=gateway_url)
            await client.sign_in(EMAIL, PASSWORD)
            await client.grant(CREDITS, key="sample")
            for part in (_favorite(client), _published(client), _chain(client), _unfinished(client)):
                await _tried(part)
    except (DemoFailed, httpx.HTTPError, TimeoutError) as error:
        log.warning("the sample was not made: %s", error or type(error).__name__)


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do `work` while the body runs, and no longer."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _tried(part: Coroutine[Any, Any, None]) -> None:
    try:
        await part
    except (DemoFailed, httpx.HTTPError) as error:
        log.warning("a part of the sample was not made: %s", error or type(error).__name__)


async def _favorite(client: DemoClient) -> None:
    job = await _made(client, BOATS.order())
    await client.change(job["id"], favorite=True)


async def _published(client: DemoClient) -> None:
    job = await _made(client, MARKET.order())
    await client.publish(job["id"])


async def _chain(client: DemoClient) -> None:
    fox = await _made(client, FOX.order())
    longer = await _made(client, _from(fox, "extend", EXTENDED))
    await _made(client, _from(longer, "upscale", UPSCALED))


async def _unfinished(client: DemoClient) -> None:
    await _made(client, REFUSED.order())
    await client.order(COMET.order())


async def _made(client: DemoClient, order: dict[str, Any]) -> View:
    job = await client.order(order)
    async for view in client.follow(job["id"]):
        job = view
    return job


def _from(source: View, job_type: str, wanted: dict[str, Any]) -> dict[str, Any]:
    return {"job_type": job_type, "input": {"source_job_id": source["id"], **wanted}}
