"""However the local cloud ends, nothing of it is left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.e2e.cloud import ROOT, start_supervisor, stop, wait_until_ready
from tests.processes import left_over

STANDIN = Path(__file__).parent / "local_standin"
ARGUMENTS = ("--source", str(STANDIN / "main.py"), "--table", str(STANDIN / "functions.toml"))
GONE_WITHIN_S = 10


def family(supervisor: subprocess.Popen[bytes]) -> list[psutil.Process]:
    return psutil.Process(supervisor.pid).children(recursive=True)


def start_standin(ready_file: Path) -> subprocess.Popen[bytes]:
    # A supervisor that is killed cannot remove its folder; the test does.
    environment = {"STANDIN_SEEN": str(ready_file) + ".seen", "TMPDIR": str(ready_file.parent)}
    ours = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under `nohup` it would be inherited, and ignored
    try:
        return start_supervisor(ready_file, *ARGUMENTS, environment=environment)
    finally:
        signal.signal(signal.SIGHUP, ours)


@pytest.mark.emulator
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_when_the_supervisor_ends(number: signal.Signals, tmp_path: Path) -> None:
    ready_file = tmp_path / "ready.json"
    supervisor = start_standin(ready_file)
    try:
        ready = wait_until_ready(supervisor, ready_file)
        processes = family(supervisor)
        assert len(processes) > len(ready["pids"])
    finally:
        code = stop(supervisor, number)

    assert left_over(processes, GONE_WITHIN_S) == []
    if number != signal.SIGKILL:
        assert code == 0
        assert not ready_file.exists()
        assert not Path(ready["logs"]).exists()


@pytest.mark.emulator
def test_nothing_is_left_when_it_is_told_to_stop_while_it_starts(tmp_path: Path) -> None:
    supervisor = start_standin(tmp_path / "ready.json")
    while len(processes := family(supervisor)) < 5:
        assert supervisor.poll() is None
        time.sleep(0.01)

    assert stop(supervisor) == 0
    assert left_over(processes, GONE_WITHIN_S) == []


@pytest.mark.emulator
def test_the_end_of_firestore_is_the_end_of_the_cloud(tmp_path: Path) -> None:
    ready_file = tmp_path / "ready.json"
    supervisor = start_standin(ready_file)
    try:
        ready = wait_until_ready(supervisor, ready_file)
        processes = family(supervisor)
        os.kill(ready["pids"]["firestore"], signal.SIGKILL)
        code = supervisor.wait(20)
    finally:
        stop(supervisor)

    assert code == 1
    assert "firestore ended" in ready_file.with_suffix(".log").read_text()
    assert left_over(processes, GONE_WITHIN_S) == []


@pytest.mark.emulator
def test_functions_that_cannot_be_imported_say_why_and_nothing_is_left(tmp_path: Path) -> None:
    source = tmp_path / "main.py"
    source.write_text("raise RuntimeError('no such setting: BUCKET_OF_GOLD')\n")
    ready_file = tmp_path / "ready.json"
    supervisor = start_supervisor(ready_file, "--source", str(source), *ARGUMENTS[2:])
    try:
        code = supervisor.wait(60)
    finally:
        stop(supervisor)

    said = ready_file.with_suffix(".log").read_text()
    assert code == 1
    assert "no such setting: BUCKET_OF_GOLD" in said
    assert not ready_file.exists()


def test_a_machine_that_lacks_java_is_told_what_to_install(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "infra.local", "up", "--ready-file", str(tmp_path / "ready")]
    environment = {"PATH": str(tmp_path), "HOME": str(tmp_path)}

    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=False
    )

    assert ended.returncode == 2
    assert "default-jre-headless" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []
