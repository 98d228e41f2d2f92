"""All programs together: started at once, watched, ended at once."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from infra.local.guard import Guard
from infra.local.process import Process
from infra.local.program import Program, ProgramFailed
from infra.local.tail import follow

log = logging.getLogger(__name__)


class Supervisor:
    """Runs programs until `stop`; `failure` completes when the cloud cannot go on."""

    def __init__(self, logs: Path, session: aiohttp.ClientSession, *, verbose: bool = False) -> None:
        self.failure: asyncio.Future[ProgramFailed] = asyncio.get_running_loop().create_future()
        self._logs = logs
        self._session = session
        self._verbose = verbose
        self._guard = Guard()
        self._processes: list[Process] = []
        self._watchers: list[asyncio.Task[None]] = []

    @property
    def pids(self) -> dict[str, int]:
        """The process id of every program that runs now."""
        return {process.program.name: process.pid for process in self._processes if process.pid}

    async def start(self, programs: Sequence[Program]) -> None:
        """Start all programs at once and wait until every one answers.

        Raises:
            ProgramFailed: one did not; the others still run, until `stop`.
        """
        self._processes = [self._process(program) for program in programs]
        starts = [asyncio.create_task(process.start()) for process in self._processes]
        try:
            await asyncio.gather(*starts)
        finally:
            for start in starts:
                start.cancel()
            await asyncio.gather(*starts, return_exceptions=True)
        self._watchers += [asyncio.create_task(self._watch(process)) for process in self._processes]

    async def stop(self) -> None:
        """End every program and everything they began."""
        await asyncio.gather(*(process.stop() for process in self._processes))
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        await asyncio.to_thread(self._guard.close)

    def _process(self, program: Program) -> Process:
        log_file = self._logs / f"{program.name}.log"
        if self._verbose:
            self._watchers.append(asyncio.create_task(follow(log_file, prefix=program.name)))
        return Process(program, log_file=log_file, guard=self._guard, session=self._session)

    async def _watch(self, process: Process) -> None:
        try:
            await process.keep_running()
        except ProgramFailed as failure:
            if not self.failure.done():
                self.failure.set_result(failure)
