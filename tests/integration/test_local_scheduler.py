"""Scheduled functions, called at their times."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from infra.local.layout import Addresses, function_process
from infra.local.scheduler import Scheduler
from tests.unit.test_local_function_table import a_function, a_table


class Sweep:
    """A scheduled function that counts its runs, and may take its time or fail."""

    def __init__(self, *, takes_s: float = 0, status: int = 200) -> None:
        self.runs: asyncio.Queue[str] = asyncio.Queue()
        self.at_once = self.at_once_max = 0
        self.takes_s = takes_s
        self.status = status

    async def run(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.at_once_max = max(self.at_once, self.at_once_max)
        await asyncio.sleep(self.takes_s)
        self.at_once -= 1
        self.runs.put_nowait(request.headers["X-CloudScheduler-ScheduleTime"])
        return web.Response(status=self.status)


@asynccontextmanager
async def scheduled(sweep: Sweep, *, every_s: float) -> AsyncIterator[None]:
    row = a_function("sweep", trigger="schedule", routes=[], schedule="* * * * *", ingress="internal")
    table = a_table(row)
    app = web.Application()
    app.router.add_post("/", sweep.run)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        assert server.port is not None
        addresses = Addresses({function_process("sweep"): server.port})
        scheduler = Scheduler(addresses, table, session, every_s={"sweep": every_s})
        clock = asyncio.create_task(scheduler.keep_time())
        try:
            yield
        finally:
            clock.cancel()
            await asyncio.gather(clock, return_exceptions=True)


async def test_a_function_is_called_again_and_again_even_if_it_fails() -> None:
    sweep = Sweep(status=500)
    async with scheduled(sweep, every_s=0.02):
        for _ in range(3):
            await asyncio.wait_for(sweep.runs.get(), 5)


async def test_a_run_that_takes_long_is_not_overtaken() -> None:
    sweep = Sweep(takes_s=0.1)
    async with scheduled(sweep, every_s=0.01):
        for _ in range(3):
            await asyncio.wait_for(sweep.runs.get(), 5)

    assert sweep.at_once_max == 1
