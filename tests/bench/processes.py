"""What processes have used."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil


def family(pid: int) -> Iterator[psutil.Process]:
    """Give a process and everything it began."""
    head = psutil.Process(pid)
    yield head
    yield from head.children(recursive=True)


def cpu_s(pid: int) -> float:
    """Return the processor seconds of a process, its children, and those of them that have ended."""
    total = 0.0
    for process in family(pid):
        with suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:4])
    return total


def memory_mb(pid: int) -> float:
    """Return what a process and its children take in all; what they share is counted once (PSS)."""
    return sum(_pss_bytes(process.pid) for process in family(pid)) / 1e6


def _pss_bytes(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
