"""The official emulators for tests: one process per run, one project per test."""

import os
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import grpc
import httpx
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport

from infra.local.environment import base_environment
from infra.local.firestore import firestore_program
from infra.local.guard import Guard
from infra.local.layout import ROOT, Addresses
from infra.local.ports import free_ports
from infra.local.program import Program, last_lines
from infra.local.toolchain import Toolchain, ToolsMissing, find_toolchain
from shared.store.firestore import Firestore
from tests.needs import lacks

RULES = ROOT / "firestore.rules"
LOOK_EVERY_S = 0.05
STOP_WITHIN_S = 10

_running = ExitStack()


@cache
def firestore_host() -> str:
    """Return `host:port` of the caller's emulator, or of this run's own, which has the repository's rules."""
    given = os.environ.get("FIRESTORE_EMULATOR_HOST")
    return given or _running.enter_context(running_firestore(RULES))


def firestore_store(project: str | None = None, **patience: float) -> Firestore:
    """Return a store in a project of its own, so that tests share nothing; `patience` is its timeouts."""
    client = FirestoreClient(transport=FirestoreGrpcTransport(channel=_channel()))
    name = project or f"test-{uuid.uuid4().hex[:12]}"
    return Firestore(client, project=name, metadata=[("authorization", "Bearer owner")], **patience)


def stop_emulators() -> None:
    """End what this run has started; called once, at its end."""
    _running.close()


@contextmanager
def running_firestore(rules: Path) -> Iterator[str]:
    """Run the Firestore emulator on a free port; give its `host:port`.

    A guard ends it, too, should this process be killed. Without the Google Cloud SDK the test is
    skipped, or fails where `CI` is set.
    """
    toolchain = _toolchain()
    if isinstance(toolchain, str):
        lacks(toolchain)
    addresses = Addresses(free_ports(["firestore", "firestore-websocket"]))
    program = firestore_program(toolchain, addresses, rules=rules, environment=base_environment(ROOT))
    with TemporaryDirectory(prefix="dailies-") as folder, _started(program, Path(folder) / "log"):
        yield addresses.host_port("firestore")


@cache
def _toolchain() -> Toolchain | str:
    """Find the programs once per run, or the words that say what is missing."""
    try:
        return find_toolchain(ROOT)
    except ToolsMissing as missing:
        return str(missing)


@contextmanager
def _started(program: Program, log: Path) -> Iterator[None]:
    guard = Guard()
    with log.open("wb") as output:
        process = subprocess.Popen(
            program.command,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    guard.watch(process.pid)
    try:
        _wait_until_it_answers(program, process, log)
        yield
    finally:
        process.kill()  # it keeps nothing that could be lost
        process.wait(STOP_WITHIN_S)
        guard.forget(process.pid)
        guard.close()


def _wait_until_it_answers(program: Program, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + program.start_timeout_s
    while not _answers(program.health_url):
        assert process.poll() is None, f"{program.name} ended at its start\n{last_lines(log)}"
        assert time.monotonic() < give_up_at, f"{program.name} did not answer\n{last_lines(log)}"
        time.sleep(LOOK_EVERY_S)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).is_success
    except httpx.TransportError:
        return False


@cache
def _channel() -> grpc.Channel:
    channel = grpc.insecure_channel(firestore_host())
    _running.callback(channel.close)
    return channel
