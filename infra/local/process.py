"""One running program: started, watched, started again when it dies, ended with all it began."""

import asyncio
import logging
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import aiohttp

from infra.local.guard import Guard
from infra.local.program import Program, ProgramFailed, last_lines

log = logging.getLogger(__name__)

PROBE_EVERY_S = 0.1
RESTART_AFTER_S = 0.2
RESTART_AFTER_MAX_S = 10.0
STEADY_AFTER_S = 30.0


class Process:
    """The life of one program, in a process group of its own."""

    def __init__(
        self, program: Program, *, log_file: Path, guard: Guard, session: aiohttp.ClientSession
    ) -> None:
        self.program = program
        self.log_file = log_file
        self._guard = guard
        self._session = session
        self._running: asyncio.subprocess.Process | None = None
        self._ending = asyncio.Event()

    @property
    def pid(self) -> int | None:
        """The process id, while it runs."""
        running = self._running
        return running.pid if running and running.returncode is None else None

    async def start(self) -> None:
        """Start the program and wait until it answers.

        Raises:
            ProgramFailed: it ended, or did not answer in time.
        """
        began = time.monotonic()
        with self.log_file.open("ab") as output:
            self._running = await asyncio.create_subprocess_exec(
                *self.program.command,
                env=dict(self.program.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        self._guard.watch(self._running.pid)
        try:
            async with asyncio.timeout(self.program.start_timeout_s):
                await self._until_it_answers(self._running)
                if self.program.after_start:
                    await self.program.after_start()
        except TimeoutError:
            raise self._failed(f"did not answer in {self.program.start_timeout_s:g} s") from None
        log.info("%s answers after %.1f s", self.program.name, time.monotonic() - began)

    async def keep_running(self) -> None:
        """Start the program again whenever it ends, with growing pauses; return when told to stop.

        Raises:
            ProgramFailed: it ended and is not one that can be restarted.
        """
        pause_s = RESTART_AFTER_S
        while not self._ending.is_set():
            began = time.monotonic()
            code = await self._wait_for_end()
            if self._ending.is_set():
                return
            if not self.program.restarts:
                raise self._failed(f"ended (exit {code}), and with it what it held")
            if time.monotonic() - began > STEADY_AFTER_S:
                pause_s = RESTART_AFTER_S
            log.warning("%s ended (exit %s); again in %g s", self.program.name, code, pause_s)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, RESTART_AFTER_MAX_S)
            await self._try_to_start()

    async def stop(self) -> None:
        """End the program and everything it began; first kindly, then not."""
        self._ending.set()
        running = self._running
        if running is None:
            return
        if running.returncode is None:
            self._signal_group(running.pid, signal.SIGTERM)
            with suppress(TimeoutError):
                await asyncio.wait_for(running.wait(), self.program.grace_s)
        self._signal_group(running.pid, signal.SIGKILL)
        await running.wait()
        self._guard.forget(running.pid)

    async def _until_it_answers(self, running: asyncio.subprocess.Process) -> None:
        while not await self.program.answers(self._session):
            if running.returncode is not None:
                raise self._failed(f"ended at its start (exit {running.returncode})")
            await asyncio.sleep(PROBE_EVERY_S)

    async def _try_to_start(self) -> None:
        if self._ending.is_set():
            return
        try:
            await self.start()
        except ProgramFailed as failure:
            log.warning("%s", failure)
            if self._running:
                self._signal_group(self._running.pid, signal.SIGKILL)

    async def _wait_for_end(self) -> int | None:
        running = self._running
        if running is None:
            return None
        code = await running.wait()
        # What the program had begun may still hold its port.
        self._signal_group(running.pid, signal.SIGKILL)
        self._guard.forget(running.pid)
        return code

    def _failed(self, what: str) -> ProgramFailed:
        return ProgramFailed(self.program.name, what, last_lines(self.log_file))

    @staticmethod
    def _signal_group(group: int, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
