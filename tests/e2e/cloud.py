"""The whole local cloud as a test sees it: one process, a ready file, and what a client does."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from infra.local.guard import Guard
from tests.e2e.canaries import Canaries
from tests.needs import lacks

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 90
STOP_WITHIN_S = 20
TOOLS_MISSING = 2


@dataclass(frozen=True)
class Cloud:
    """A running local cloud."""

    ready: dict[str, Any]
    supervisor: subprocess.Popen[bytes]
    http: httpx.Client
    canaries: Canaries = field(default_factory=Canaries)

    def sign_up(self, email: str | None = None) -> str:
        """Make a new person; return their ID token."""
        person = {
            "email": email or f"{uuid.uuid4().hex}@example.com",
            "password": "correct horse",
            "returnSecureToken": True,
        }
        url = f"{self.ready['auth']}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=local"
        answer = self.http.post(url, json=person)
        answer.raise_for_status()
        token = str(answer.json()["idToken"])
        self.canaries.plant("an e-mail", str(person["email"]))
        self.canaries.plant("a token", token.split(".")[1])
        return token

    def uid_of(self, token: str) -> str:
        """Return whose ID token this is."""
        url = f"{self.ready['auth']}/identitytoolkit.googleapis.com/v1/accounts:lookup?key=local"
        return str(self.http.post(url, json={"idToken": token}).json()["users"][0]["localId"])

    def kill(self, address: str) -> None:
        """End whatever listens at an address, and all that it has started, with SIGKILL."""
        port = int(address.rpartition(":")[2])
        listening = [
            c.pid for c in psutil.net_connections("tcp") if c.status == "LISTEN" and c.laddr.port == port
        ]
        assert listening, f"nobody listens at {address}"
        assert listening[0] is not None
        os.killpg(os.getpgid(listening[0]), signal.SIGKILL)

    def api(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 100,
        **options: Any,
    ) -> httpx.Response:
        """Send one request through the gateway."""
        own = {"Authorization": f"Bearer {token}"} if token else {}
        return self.http.request(
            method,
            f"{self.ready['gateway']}{path}",
            headers=own | dict(headers or {}),
            json=json,
            timeout=timeout_s,
            **options,
        )

    def operate(self, name: str, body: object) -> httpx.Response:
        """Call an operator function, as an operator would by `gcloud functions call`."""
        return self.api("POST", f"/__/operators/{name}", json=body)

    def run_schedule(self, name: str) -> httpx.Response:
        """Run a scheduled function now."""
        return self.api("POST", f"/__/schedule/{name}")

    def log(self, name: str) -> str:
        """Return what a process has written so far, to be shown when a test fails."""
        return (Path(self.ready["logs"]) / f"{name}.log").read_text(errors="replace")


@contextlib.contextmanager
def local_cloud(
    *arguments: str, environment: Mapping[str, str] | None = None, module: str = "infra.local"
) -> Iterator[Cloud]:
    """Start a local cloud, wait until it is ready, and end it; nothing secret may be in its logs then.

    `module` is what starts it.

    A machine without the emulators skips the test; with `CI` set it fails.
    """
    with tempfile.TemporaryDirectory() as folder, httpx.Client(trust_env=False, timeout=60) as http:
        ready_file = Path(folder) / "ready.json"
        supervisor = start_supervisor(ready_file, *arguments, environment=environment, module=module)
        guard = Guard()  # a test run that is killed leaves no local cloud behind
        guard.watch(supervisor.pid)
        try:
            cloud = Cloud(wait_until_ready(supervisor, ready_file), supervisor, http)
            yield cloud
            for logs in (Path(cloud.ready["logs"]), Path(folder)):
                assert cloud.canaries.sung(logs) == []
        finally:
            stop(supervisor)
            guard.forget(supervisor.pid)
            guard.close()


def start_supervisor(
    ready_file: Path,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    module: str = "infra.local",
) -> subprocess.Popen[bytes]:
    """Start `up`; what it says goes to a file beside the ready file."""
    command = [sys.executable, "-m", module, "up", "--ready-file", str(ready_file)]
    with ready_file.with_suffix(".log").open("wb") as output:
        return subprocess.Popen(
            [*command, *arguments],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_until_ready(supervisor: subprocess.Popen[bytes], ready_file: Path) -> dict[str, Any]:
    """Return what the ready file says."""
    give_up_at = time.monotonic() + READY_WITHIN_S
    while not ready_file.exists():
        if supervisor.poll() is not None or time.monotonic() > give_up_at:
            said = ready_file.with_suffix(".log").read_text(errors="replace")
            if supervisor.returncode == TOOLS_MISSING:
                lacks(said)
            pytest.fail(f"the local cloud did not start:\n{said}")
        time.sleep(0.05)
    return dict(json.loads(ready_file.read_text()))


def stop(supervisor: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> int:
    """Tell the supervisor to stop; return its exit code."""
    if supervisor.poll() is None:
        supervisor.send_signal(number)
    try:
        return supervisor.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        supervisor.kill()
        supervisor.wait()
        raise
