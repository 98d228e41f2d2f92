"""Processes that die, do not start, or leave children behind."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest

from infra.local.guard import Guard
from infra.local.ports import free_ports
from infra.local.program import Program, ProgramFailed
from infra.local.supervisor import Supervisor

SERVER = """
import http.server, subprocess, sys
child = subprocess.Popen(["sleep", "300"])
print("child", child.pid, flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def a_program(script: str = SERVER, **changes: Any) -> Program:
    port = free_ports(["it"])["it"]
    command = [sys.executable, "-c", script, str(port)]
    url = f"http://127.0.0.1:{port}/"
    return Program("it", command, dict(os.environ), url, **changes)


@asynccontextmanager
async def a_supervisor(logs: Path) -> AsyncIterator[tuple[Supervisor, aiohttp.ClientSession]]:
    async with aiohttp.ClientSession() as session:
        supervisor = Supervisor(logs, session)
        try:
            yield supervisor, session
        finally:
            await supervisor.stop()


async def eventually(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 (another process tells nobody)
            await asyncio.sleep(0.02)


def child_of(log: Path) -> int:
    return int(log.read_text().split()[1])


def has_ended(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def test_a_process_that_dies_comes_back_on_its_port_and_its_children_are_gone(
    tmp_path: Path,
) -> None:
    program = a_program()
    async with a_supervisor(tmp_path) as (supervisor, session):
        await supervisor.start([program])
        first, child = supervisor.pids["it"], child_of(tmp_path / "it.log")

        os.kill(first, signal.SIGKILL)
        await eventually(lambda: supervisor.pids.get("it", first) != first)
        await eventually(lambda: has_ended(child))
        async with asyncio.timeout(20):
            while not await program.answers(session):  # noqa: ASYNC110 (it tells nobody)
                await asyncio.sleep(0.02)


async def test_what_is_prepared_after_a_start_is_prepared_after_every_start(tmp_path: Path) -> None:
    prepared: list[int] = []

    async def prepare() -> None:
        prepared.append(1)

    async with a_supervisor(tmp_path) as (supervisor, _):
        await supervisor.start([a_program(after_start=prepare)])
        os.kill(supervisor.pids["it"], signal.SIGKILL)
        await eventually(lambda: len(prepared) == 2)


async def test_a_process_that_cannot_start_shows_its_last_words(tmp_path: Path) -> None:
    failing = a_program("raise SystemExit('the disk is full')")
    async with a_supervisor(tmp_path) as (supervisor, _):
        with pytest.raises(ProgramFailed, match=r"(?s)ended at its start.*the disk is full"):
            await supervisor.start([a_program(), failing])


async def test_a_process_that_never_answers_is_given_up(tmp_path: Path) -> None:
    silent = a_program("import time; time.sleep(60)", start_timeout_s=0.5)
    async with a_supervisor(tmp_path) as (supervisor, _):
        with pytest.raises(ProgramFailed, match=r"did not answer in 0\.5 s"):
            await supervisor.start([silent])


async def test_the_end_of_what_cannot_be_had_back_is_a_failure(tmp_path: Path) -> None:
    async with a_supervisor(tmp_path) as (supervisor, _):
        await supervisor.start([a_program(restarts=False)])
        os.kill(supervisor.pids["it"], signal.SIGKILL)
        failure = await asyncio.wait_for(supervisor.failure, 20)

    assert "exit -9" in str(failure)


async def test_a_process_that_will_not_end_is_ended(tmp_path: Path) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SERVER
    async with a_supervisor(tmp_path) as (supervisor, _):
        await supervisor.start([a_program(deaf, grace_s=0.2)])
        pids = [supervisor.pids["it"], child_of(tmp_path / "it.log")]

    await eventually(lambda: all(has_ended(pid) for pid in pids))


def test_the_guard_ends_what_the_supervisor_leaves_and_nothing_else() -> None:
    left, ended = (subprocess.Popen(["sleep", "300"], start_new_session=True) for _ in range(2))
    guard = Guard()
    guard.watch(left.pid)
    guard.watch(ended.pid)
    guard.forget(ended.pid)

    guard.close()

    try:
        assert left.wait(10) == -signal.SIGKILL
        assert ended.poll() is None
    finally:
        ended.kill()
        ended.wait()
