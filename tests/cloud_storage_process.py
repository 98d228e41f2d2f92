"""Our Cloud Storage server as a process of its own, and the clients that tests point at it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
from google.oauth2 import service_account

from infra.local.cloud_storage.signer import make_signer

PROJECT = "demo-test"
BUCKET = "media-test"
START_TIMEOUT_S = 90
ROOT = Path(__file__).parent.parent


@dataclass
class RunningServer:
    """A server on a folder; `restart` keeps the folder and takes another port."""

    directory: Path
    process: subprocess.Popen[bytes]
    port: int
    tls_port: int
    clients: dict[int, storage.Client] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def signer(self) -> dict[str, str]:
        return json.loads((self.directory / "signer.json").read_text())

    @property
    def credentials(self) -> service_account.Credentials:
        return service_account.Credentials.from_service_account_info(self.signer)

    def client(self) -> storage.Client:
        if self.port not in self.clients:
            self.clients[self.port] = storage.Client(
                project=PROJECT,
                credentials=AnonymousCredentials(),
                client_options={"api_endpoint": self.url},
            )
        return self.clients[self.port]

    def bucket(self) -> storage.Bucket:
        return self.client().bucket(BUCKET)

    def sign(self, name: str, *, method: str = "GET", expires_s: int = 60, **options) -> str:
        return (
            self.bucket()
            .blob(name)
            .generate_signed_url(
                version="v4",
                expiration=expires_s,
                method=method,
                credentials=self.credentials,
                api_access_endpoint=self.url,
                **options,
            )
        )

    def put(self, name: str, content: bytes = b"content", **options) -> storage.Blob:
        blob = self.bucket().blob(name)
        blob.upload_from_string(content, **options)
        return blob

    def peak_rss_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024

    def files(self) -> list[Path]:
        data = self.directory / "data"
        return [*(data / "incoming").iterdir(), *(data / "objects").iterdir()]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=20)

    def restart(self) -> None:
        if self.process.poll() is None:
            self.stop()
        self.process, self.port, self.tls_port = _start(self.directory)


@contextmanager
def running_server(directory: Path) -> Iterator[RunningServer]:
    """Run a server until the block ends."""
    directory.mkdir(parents=True, exist_ok=True)
    signer = directory / "signer.json"
    if not signer.exists():
        signer.write_text(json.dumps(make_signer(PROJECT)))
    server = RunningServer(directory, *_start(directory))
    try:
        yield server
    finally:
        for client in server.clients.values():
            client.close()
        if server.process.poll() is None:
            server.kill()


def server_command(directory: Path, *more: str) -> list[str]:
    command = [sys.executable, "-m", "infra.local.cloud_storage", "--port", "0"]
    command += ["--directory", str(directory / "data"), "--project", PROJECT, "--bucket", BUCKET]
    return [*command, "--signer", str(directory / "signer.json"), *more]


def _start(directory: Path) -> tuple[subprocess.Popen[bytes], int, int]:
    ready, tls_ready = directory / "ready", directory / "tls-ready"
    ready.unlink(missing_ok=True)
    options = ("--ready-file", str(ready), "--tls-ready-file", str(tls_ready))
    process = subprocess.Popen(server_command(directory, *options), cwd=ROOT)
    deadline = time.monotonic() + START_TIMEOUT_S
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"the server did not start: {process.wait()}")
        time.sleep(0.02)
    return process, int(ready.read_text()), int(tls_ready.read_text())


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Return status and code of an error of the XML API."""
    assert answer.headers["Content-Type"].startswith("application/xml")
    code = answer.text.partition("<Code>")[2].partition("</Code>")[0]
    return answer.status_code, code
