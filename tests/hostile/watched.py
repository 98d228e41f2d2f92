"""What a process and its children ask the system for: files and networks, as strace saw it.

Attempts count, whether or not they succeed: a file that is looked for and is not there was looked for.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_LINE = re.compile(r"(?P<process>\d+) +(?P<call>\w+)\((?P<words>.*)")
_PATH = re.compile(r'(?:(?P<folder>AT_FDCWD|\d+)(?:<(?P<named>[^>]*)>)?, )?"(?P<path>(?:[^"\\]|\\.)*)"')
_STARTS = frozenset({"clone", "clone3", "fork", "vfork"})
_ANSWERS = frozenset({"recvfrom", "recvmsg", "shutdown", "getsockname", "getpeername"})
"""What can only follow a call of `_NETWORK`."""
_NETWORK = frozenset(
    {"socket", "connect", "sendto", "sendmsg", "sendmmsg", "bind", "listen", "accept", "accept4"}
)


@dataclass(frozen=True)
class Asked:
    """One call: which file was on the table, whose it is, and what it named."""

    file: int
    child: bool
    call: str
    path: str
    words: str

    @property
    def writes(self) -> bool:
        """Whether it may change the file it names."""
        opened = "O_WRONLY" in self.words or "O_RDWR" in self.words or "O_CREAT" in self.words
        return opened if self.call in {"open", "openat"} else self.call not in _LOOKS


_LOOKS = frozenset(
    {
        *("execve", "stat", "lstat", "newfstatat", "statx", "access", "faccessat", "faccessat2"),
        *("readlink", "readlinkat", "statfs", "getcwd", "chdir"),
    }
)


@dataclass
class Trace:
    """Everything that was asked for: calls that name files, and calls to a network."""

    files: list[Asked] = field(default_factory=list)
    network: list[Asked] = field(default_factory=list)

    @property
    def programs(self) -> set[str]:
        """The programs that children ran."""
        return {asked.path for asked in self.files if asked.call == "execve" and asked.child}


def watch(command: Sequence[str], record: Path, environment: Mapping[str, str], *, timeout_s: float) -> str:
    """Run a command to its end with everything it starts watched; return what it said.

    Raises:
        AssertionError: it failed.
    """
    strace = ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "4096", "-y", "-o", str(record)]
    strace += ["-e", "trace=%file,%network,%process", "-e", "signal=none"]
    done = subprocess.run(
        [*strace, *command], env=environment, capture_output=True, text=True, timeout=timeout_s, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return done.stdout


def read_trace(record: Path, *, mark: str) -> Trace:
    """Return what a record holds; `mark` is the folder whose files name what comes next.

    The record's first process is the one that was started; every other one is a child of it.
    """
    trace, current, first = Trace(), -1, ""
    with record.open(errors="replace") as lines:
        for found in filter(None, map(_LINE.match, lines)):
            process, call, words = found["process"], found["call"], found["words"].strip()
            first = first or process
            if call in _STARTS | _ANSWERS:
                continue
            if call in _NETWORK:
                trace.network.append(Asked(current, process != first, call, "", words))
                continue
            for path in _named(call, words):
                if path.startswith(f"{mark}/"):
                    current = int(path.removeprefix(f"{mark}/"))
                trace.files.append(Asked(current, process != first, call, path, words))
    return trace


def _named(call: str, words: str) -> list[str]:
    """Return the files that a call names; of a program's start that is the program, not its arguments."""
    paths = list(_paths(words))
    return paths[:1] if call in {"execve", "readlink", "readlinkat"} else paths


def _paths(words: str) -> Iterator[str]:
    for found in _PATH.finditer(words):
        path = found["path"].encode().decode("unicode_escape", "replace")
        folder = found["named"] or ""
        if path or folder.startswith("/"):  # else it is about a pipe that is open already
            yield path if path.startswith("/") or not folder else os.path.normpath(f"{folder}/{path}")
