"""The second wall: a tiny process that ends every process group when the supervisor is gone.

It reads `+group` and `-group` from a pipe. However the supervisor dies (even by `kill -9`), the
kernel closes the pipe, and the guard kills the groups that are still in its set. It needs nothing
but the standard library and is started with `-I -S`, to stay small.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, cast

END_TIMEOUT_S = 5


def main(lines: Iterable[str]) -> None:
    """Keep the set of groups until the pipe ends; then kill them."""
    groups: set[int] = set()
    for line in lines:
        group = int(line[1:])
        if line[0] == "+":
            groups.add(group)
        else:
            groups.discard(group)
    for group in groups:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


class Guard:
    """The supervisor's end of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The guard's own process id."""
        return self._process.pid

    def watch(self, group: int) -> None:
        """Have `group` killed, should the supervisor die."""
        self._write(f"+{group}\n")

    def forget(self, group: int) -> None:
        """Leave `group` alone: it has ended, and its number may be given to another."""
        self._write(f"-{group}\n")

    def close(self) -> None:
        """End the guard; it kills whatever it still watches."""
        with suppress(BrokenPipeError):
            self._pipe.close()
        self._process.wait(timeout=END_TIMEOUT_S)

    def _write(self, line: str) -> None:
        with suppress(BrokenPipeError):
            self._pipe.write(line)
            self._pipe.flush()

    @property
    def _pipe(self) -> IO[str]:
        return cast("IO[str]", self._process.stdin)


if __name__ == "__main__":
    # What ends a terminal's processes must not end the one that cleans up after them.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    main(sys.stdin)
