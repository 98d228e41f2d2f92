"""Our Cloud Tasks server as a process, and Google's clients pointed at it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import httpx
from google.auth.credentials import AnonymousCredentials
from google.cloud.tasks_v2 import CloudTasksClient
from google.cloud.tasks_v2.services.cloud_tasks.transports import (
    CloudTasksGrpcTransport,
    CloudTasksRestTransport,
)

PARENT = "projects/dailies/locations/here"
START_MAX_S = 90


@dataclass
class CloudTasksProcess:
    """A running server; `kill` and `start` again to try its memory."""

    directory: Path
    options: tuple[str, ...] = ()
    grpc_port: int = 0
    rest_port: int = 0
    process: subprocess.Popen[bytes] | None = None
    channels: list[grpc.Channel] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.directory / "tasks.sqlite"

    @property
    def rest_url(self) -> str:
        return f"http://127.0.0.1:{self.rest_port}"

    def command(self, *options: str) -> list[str]:
        return [
            *(sys.executable, "-m", "infra.local.cloud_tasks"),
            *("--database", str(self.database), "--project", "dailies", "--location", "here"),
            *(*self.options, *options),
        ]

    def start(self) -> None:
        ready = self.directory / "ready.json"
        ready.unlink(missing_ok=True)
        self.process = subprocess.Popen(self.command("--ready-file", str(ready)))
        until = time.monotonic() + START_MAX_S
        while not ready.exists():
            assert self.process.poll() is None, "the server ended before it was ready"
            assert time.monotonic() < until, "the server was not ready in time"
            time.sleep(0.01)
        ports = json.loads(ready.read_text())
        self.grpc_port, self.rest_port = ports["grpc"], ports["rest"]

    def kill(self) -> None:
        """End it as a crash would, with `kill -9`."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(10)

    def channel(self) -> grpc.Channel:
        channel = grpc.insecure_channel(f"127.0.0.1:{self.grpc_port}")
        self.channels.append(channel)
        return channel

    def client(self) -> CloudTasksClient:
        return CloudTasksClient(transport=CloudTasksGrpcTransport(channel=self.channel()))

    def rest_client(self) -> CloudTasksClient:
        return CloudTasksClient(
            transport=CloudTasksRestTransport(
                host=f"127.0.0.1:{self.rest_port}",
                url_scheme="http",
                credentials=AnonymousCredentials(),
            )
        )

    def fault(self, kind: str, queue: str, **more: Any) -> None:
        body = {"kind": kind, "queue": queue, **more}
        httpx.post(f"{self.rest_url}/_faults", json=body, timeout=5).raise_for_status()

    def counts(self, queue: str) -> dict[str, int]:
        return httpx.get(f"{self.rest_url}/_tasks", timeout=5).json()[queue]

    def wait_for(self, queue: str, **wanted: int) -> None:
        """Wait until the server counts what is wanted, or fail with what it counts."""
        until = time.monotonic() + 15
        while not (counts := self.counts(queue)).items() >= wanted.items():
            assert time.monotonic() < until, f"wanted {wanted}, last seen {counts}"
            time.sleep(0.01)

    def close(self) -> None:
        for channel in self.channels:
            channel.close()
        if self.process is not None and self.process.poll() is None:
            self.stop()


@contextmanager
def running_cloud_tasks(directory: Path, *options: str) -> Iterator[CloudTasksProcess]:
    """Run a server on free ports with its database in `directory`."""
    server = CloudTasksProcess(directory, options)
    try:
        server.start()
        yield server
    finally:
        server.close()
