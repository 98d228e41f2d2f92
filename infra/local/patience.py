"""Patience with a function that is being started again."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import aiohttp

TRY_AGAIN_AFTER_S = 0.1
GIVE_UP_AFTER_S = 10.0


async def until_connected(
    send: Callable[[], Awaitable[aiohttp.ClientResponse]],
    *,
    give_up_after_s: float = GIVE_UP_AFTER_S,
) -> aiohttp.ClientResponse:
    """Send a request; again and again while nobody listens, which proves that nobody got it.

    Raises:
        aiohttp.ClientConnectorError: nobody listened in time.
    """
    give_up_at = time.monotonic() + give_up_after_s
    while True:
        try:
            return await send()
        except aiohttp.ClientConnectorError:
            if time.monotonic() > give_up_at:
                raise
        await asyncio.sleep(TRY_AGAIN_AFTER_S)
