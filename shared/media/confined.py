"""Run a program that reads hostile bytes: limited, without our environment, killed when it takes too long.

The limits are set by `/bin/sh` (`ulimit`, then `exec` into the program, about 1 ms): they hold from its
first instruction, need no `preexec_fn` (which may deadlock in a process with threads) and no tool that
a slim image lacks. The program leads its own process group, so that one signal ends it and its children.
"""

import math
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

OUTPUT_MAX_BYTES = 16_384
"""How much of the end of the output is kept; a hostile file can make a decoder very talkative."""

_LIMITED = (
    'ulimit -v "$1" && ulimit -t "$2" && ulimit -f "$3" && ulimit -n "$4" && ulimit -c 0 && '
    'shift 4 && exec "$@"'
)


class RanTooLong(Exception):
    """The program was killed at its timeout."""


@dataclass(frozen=True)
class Limits:
    """What a program may use. Memory is address space, which is about twice what stays resident."""

    timeout_s: float
    memory_max_bytes: int = 2**31
    file_max_bytes: int = 2**31
    files_max: int = 64
    cpus: int = 2

    def as_arguments(self) -> list[str]:
        """Return them in the units of `ulimit -v -t -f -n`: KiB, seconds, blocks of 512 bytes, files."""
        # Only Linux limits address space; elsewhere (a developer's Mac) the other three must do.
        memory = str(self.memory_max_bytes // 1024) if sys.platform == "linux" else "unlimited"
        # A backstop for when we die before we can kill the program.
        cpu_s = math.ceil(self.timeout_s * self.cpus) + 1
        return [memory, str(cpu_s), str(math.ceil(self.file_max_bytes / 512)), str(self.files_max)]


@dataclass(frozen=True)
class Ended:
    """How the program ended: its code (negative: the signal) and the end of what it said."""

    code: int
    output: bytes


def run_module(module: str, arguments: Sequence[str], limits: Limits) -> Ended:
    """Run a module of ours as a program of its own; what it says on standard error is dropped.

    Raises:
        RanTooLong: it was killed after `limits.timeout_s` seconds.
    """
    environment = {
        # Our own search path, so that the program is found wherever the packages were installed.
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONDONTWRITEBYTECODE": "1",
        # PyAV brings a GnuTLS that would look for its settings where the wheel was built: under /tmp.
        "GNUTLS_SYSTEM_PRIORITY_FILE": os.devnull,
    }
    # -S: that path is complete; `site` would look for the user's packages, too, and read /etc/passwd for it.
    command = [sys.executable, "-S", "-m", module, *arguments]
    return run_confined(command, limits, environment=environment, hear_errors=False)


def run_confined(
    command: Sequence[str],
    limits: Limits,
    *,
    environment: Mapping[str, str] | None = None,
    hear_errors: bool = True,
    hear: Callable[[bytes], None] | None = None,
) -> Ended:
    """Run `command` to its end, with nothing on its standard input.

    `hear_errors` mixes standard error into the output; otherwise it is dropped. `hear` is called with every
    piece of the output as it comes; what it raises kills the program and comes out.

    Raises:
        RanTooLong: it was killed after `limits.timeout_s` seconds.
    """
    deadline = monotonic() + limits.timeout_s
    process = subprocess.Popen(
        ["/bin/sh", "-c", _LIMITED, "confined", *limits.as_arguments(), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if hear_errors else subprocess.DEVNULL,
        env={"PATH": os.defpath, "LC_ALL": "C", **(environment or {})},
        process_group=0,
    )
    with process:
        try:
            output = _listen(process, deadline, hear)
            return Ended(process.wait(timeout=max(0.0, deadline - monotonic())), output)
        except subprocess.TimeoutExpired as error:
            raise RanTooLong(f"{command[0]} ran past {limits.timeout_s:g} s") from error
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)


def _listen(process: subprocess.Popen[bytes], deadline: float, hear: Callable[[bytes], None] | None) -> bytes:
    """Return the end of the output once the program closes it."""
    if process.stdout is None:
        raise AssertionError("started without a pipe")
    output = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while selector.select(max(0.0, deadline - monotonic())):
            chunk = os.read(process.stdout.fileno(), 65_536)
            if not chunk:
                return output
            output = (output + chunk)[-OUTPUT_MAX_BYTES:]
            if hear is not None:
                hear(chunk)
            if monotonic() > deadline:
                break  # it talks without end
    raise subprocess.TimeoutExpired(process.args, 0)
