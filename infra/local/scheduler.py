"""What Cloud Scheduler does: calls functions at their times."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import aiohttp

from infra.local.cron import Cron
from infra.local.function import Function
from infra.local.function_table import FunctionTable
from infra.local.layout import Addresses
from infra.local.patience import until_connected

log = logging.getLogger(__name__)

Next = Callable[[datetime], datetime]


class Scheduler:
    """Calls every scheduled function; a run that is due while the last still works is left out."""

    def __init__(
        self,
        addresses: Addresses,
        table: FunctionTable,
        session: aiohttp.ClientSession,
        *,
        every_s: dict[str, float] | None = None,
    ) -> None:
        self._addresses = addresses
        self._functions = {function.name: function for function in table.triggered_by("schedule")}
        self._session = session
        self._every_s = every_s or {}

    async def keep_time(self) -> None:
        """Call the functions at their times; never returns."""
        async with asyncio.TaskGroup() as group:
            for function in self._functions.values():
                group.create_task(self._follow(function))

    async def run(self, name: str, at: datetime) -> tuple[int, bytes]:
        """Call one scheduled function now; return its status and body.

        Raises:
            KeyError: no schedule has this name.
            aiohttp.ClientError, TimeoutError: the function did not answer.
        """
        function = self._functions[name]
        url = f"{self._addresses.function_url(name)}/"
        timeout = aiohttp.ClientTimeout(total=function.timeout_s)
        send: Callable[[], Awaitable[aiohttp.ClientResponse]] = lambda: self._session.post(  # noqa: E731
            url, headers=schedule_headers(name, at), timeout=timeout
        )
        async with await until_connected(send) as answer:
            return answer.status, await answer.read()

    async def _follow(self, function: Function) -> None:
        next_after = self._times(function)
        while True:
            now = datetime.now(UTC)
            due = next_after(now)
            await asyncio.sleep((due - now).total_seconds())
            try:
                status, _ = await self.run(function.name, due)
            except (aiohttp.ClientError, TimeoutError) as error:
                log.warning("%s was due and did not answer: %r", function.name, error)
                continue
            if status >= 400:
                log.warning("%s was due and answered %d", function.name, status)

    def _times(self, function: Function) -> Next:
        every_s = self._every_s.get(function.name)
        if every_s is not None:
            return lambda now: now + timedelta(seconds=every_s)
        return Cron.parse(str(function.schedule)).next_after


def schedule_headers(name: str, at: datetime) -> dict[str, str]:
    """Return the headers by which a function can tell one run from another."""
    return {
        "User-Agent": "Google-Cloud-Scheduler",
        "X-CloudScheduler": "true",
        "X-CloudScheduler-JobName": name,
        "X-CloudScheduler-ScheduleTime": at.isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
