"""Collect many files at once in two harnesses, watched where the machine can, and say what became of each."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.hostile.fence import Fence
from tests.hostile.harness import MARK, Ended
from tests.hostile.places import FileServer, Trap, serving, trapped
from tests.hostile.watched import read_trace, watch

HARNESSES = 2
LACKS_STRACE = "strace is missing or may not trace: make setup-strace (Debian: sudo apt-get install strace)"


@dataclass
class Collection:
    """What became of a list of files. `over_the_fence` is None if nobody watched."""

    ended: list[Ended]
    over_the_fence: list[str] | None
    programs: set[str]
    calls: list[bytes]
    """What the canary server heard."""


class Ground:
    """A folder with the canaries and the server of files, until it is closed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self.trap: Trap = self._stack.enter_context(trapped(folder))
        self.server: FileServer = self._stack.enter_context(serving())

    def close(self) -> None:
        self._stack.close()

    def collect(
        self,
        contents: Sequence[bytes],
        *,
        watched: bool,
        timeout_s: float,
        module: str = "tests.hostile.harness",
    ) -> Collection:
        """Put all files through the harness in `module`; its first process takes every second of them.

        Raises:
            AssertionError: a harness itself failed.
        """
        self.server.files = contents
        shares = [range(first, len(contents), HARNESSES) for first in range(min(HARNESSES, len(contents)))]

        def share(n: int) -> tuple[list[Ended], list[str], set[str]]:
            work = self._folder / f"work{n}"
            return self._collect(work, shares[n], module, watched=watched, timeout_s=timeout_s)

        with ThreadPoolExecutor(HARNESSES) as pool:
            done = list(pool.map(share, range(len(shares))))
        return Collection(
            ended=sorted((one for ended, _, _ in done for one in ended), key=lambda one: one.number),
            over_the_fence=[one for _, broken, _ in done for one in broken] if watched else None,
            programs={one for _, _, programs in done for one in programs},
            calls=self.trap.calls,
        )

    def _collect(
        self, work: Path, numbers: Sequence[int], module: str, *, watched: bool, timeout_s: float
    ) -> tuple[list[Ended], list[str], set[str]]:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        report, record = work / "report", work / "trace"
        told = ",".join(map(str, numbers))
        command = [sys.executable, "-m", module, self.server.origin, told, str(report)]
        environment = _environment(work, self.server.origin)
        if watched:
            watch(command, record, environment, timeout_s=timeout_s)
            trace = read_trace(record, mark=MARK)
            broken, programs = Fence(work, self.server.origin).broken(trace), trace.programs
        else:
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=timeout_s, check=False
            )
            assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
            broken, programs = [], set()
        ended = [Ended(**json.loads(line)) for line in report.read_text().splitlines()]
        assert [one.number for one in ended] == list(numbers), "a file has no end"
        return ended, broken, programs


def _environment(work: Path, origin: str) -> Mapping[str, str]:
    return {
        **os.environ,
        "TMPDIR": str(work),
        "WAVESPEED_API_KEY": "key",
        "WAVESPEED_RESULT_HOSTS": origin,
    }


@cache
def strace_works() -> bool:
    """Return whether there is a strace that may trace."""
    if shutil.which("strace") is None:
        return False
    command = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", os.devnull, sys.executable, "-c", ""]
    return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0
