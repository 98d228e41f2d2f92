"""Processes that a test has started, and whether they have ended."""

import time
from collections.abc import Iterable

import psutil


def left_over(processes: Iterable[psutil.Process], within_s: float) -> list[psutil.Process]:
    """Wait for their end; return those that still live."""
    give_up_at = time.monotonic() + within_s
    while True:
        alive = [process for process in processes if _lives(process)]
        if not alive or time.monotonic() > give_up_at:
            return alive
        time.sleep(0.05)


def _lives(process: psutil.Process) -> bool:
    """Say whether it does. A zombie has ended."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it ended between the two questions
        return False
