"""What the programs share: the state of the pretended project, failures on demand, and words of refusal."""

import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

FOLDER = Path(os.environ.get("PRETENDED_CLOUD", "."))
WAIT_MAX_S = 30.0


class Refused(Exception):
    """What the real program would write to stderr before it ends with 1."""


@contextmanager
def state() -> Iterator[dict[str, Any]]:
    """Read the state, and write it back; one program at a time."""
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = FOLDER / "state.json"
        found = json.loads(file.read_text()) if file.exists() else {"things": {}, "done": [], "policies": {}}
        try:
            yield found
        finally:
            file.write_text(json.dumps(found, indent=1))


def serve(program: str, call: Any) -> NoReturn:
    """Run one command; fail, wait or kill the caller where that was asked for."""
    words = sys.argv[1:]
    said = f"{program} {' '.join(words)}"
    if asked("FAIL_ON", said):
        fail("PERMISSION_DENIED: denied")
    if asked("WAIT_ON", said):
        _wait()
    try:
        with state() as found:
            call(words, found)
    except Refused as refusal:
        fail(str(refusal))
    if asked("KILL_ON", said):
        os.kill(os.getppid(), signal.SIGKILL)
    sys.exit(0)


def asked(name: str, said: str) -> bool:
    wanted = os.environ.get(name)
    return bool(wanted) and wanted in said


def fail(words: str) -> NoReturn:
    sys.stderr.write(f"ERROR: {words}\n")
    sys.exit(1)


def _wait() -> None:
    (FOLDER / "waiting").touch()
    until = time.monotonic() + WAIT_MAX_S
    while not (FOLDER / "go").exists() and time.monotonic() < until:
        time.sleep(0.02)
