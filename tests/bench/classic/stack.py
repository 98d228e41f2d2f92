"""Start the classic stack beside a running cloud: Redis and gunicorn, one process with eight threads."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx

from infra.local.ports import HOST, free_ports
from tests.bench.stage import Stage
from tests.e2e.cloud import ROOT

START_MAX_S = 60
STOP_MAX_S = 10
THREADS = 8


class RedisMissing(Exception):
    """There is no redis-server on this machine."""


@contextlib.contextmanager
def classic_stack(stage: Stage) -> Iterator[str]:
    """Give the origin of the classic stack, on the cloud's own Firestore and accounts.

    Raises:
        RedisMissing: `make setup-bench` installs it.
    """
    redis = shutil.which("redis-server")
    if redis is None:
        raise RedisMissing("The comparison needs redis-server: make setup-bench")
    ports = free_ports(["redis", "web"])
    environment = {
        **os.environ,
        "GOOGLE_CLOUD_PROJECT": stage.project,
        "FIRESTORE_EMULATOR_HOST": stage.cloud.ready["firestore"],
        "FIREBASE_AUTH_EMULATOR_HOST": stage.cloud.ready["auth"].removeprefix("http://"),
        "REDIS_URL": f"redis://{HOST}:{ports['redis']}/0",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        where = Path(folder)
        broker = [redis, "--bind", HOST, "--port", str(ports["redis"]), "--save", "", "--dir", folder]
        stack.enter_context(_running(broker, where / "redis.log", environment))
        gunicorn = [*(sys.executable, "-m", "gunicorn"), "--worker-class=gthread", "--workers=1"]
        app = [f"--threads={THREADS}", f"--bind={HOST}:{ports['web']}", "tests.bench.classic.app:app"]
        web = stack.enter_context(_running([*gunicorn, *app], where / "web.log", environment))
        origin = f"http://{HOST}:{ports['web']}"
        _until_it_answers(origin, web, where / "web.log")
        yield origin


@contextlib.contextmanager
def _running(
    command: Sequence[str], log: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, stdin=subprocess.DEVNULL
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_MAX_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _until_it_answers(origin: str, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_s = time.monotonic() + START_MAX_S
    while time.monotonic() < give_up_s and process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(f"{origin}/", trust_env=False, timeout=1)
            return
        time.sleep(0.1)
    raise RuntimeError(f"the classic stack did not start:\n{log.read_text()[-2000:]}")
