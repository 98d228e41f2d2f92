"""Ports nobody listens on."""

import fcntl
import os
import random
import socket
from collections.abc import Collection
from pathlib import Path
from typing import IO

# Below the range from which the kernel picks ports for outgoing connections (32768 and up on Linux,
# 49152 on macOS): none of those can take a server's port while the server is being restarted.
PICK_FROM = range(15_000, 32_000)
HOST = "127.0.0.1"
CLAIMS = Path("/tmp") / f"dailies-ports-{os.getuid()}"  # noqa: S108 - the same for all of a user's clouds
_claimed: list[IO[str]] = []  # their locks end with this process


def is_free(port: int) -> bool:
    """Say whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_ports(names: Collection[str]) -> dict[str, int]:
    """Give every name a different free port, which nobody else is given while this process lives.

    Raises:
        RuntimeError: the machine has fewer free ports than names.
    """
    candidates = (port for port in random.sample(PICK_FROM, len(PICK_FROM)) if _claim(port))
    chosen = dict(zip(names, candidates, strict=False))
    if len(chosen) < len(names):
        raise RuntimeError(f"only {len(chosen)} of {len(names)} ports are free")
    return chosen


def _claim(port: int) -> bool:
    """Take a free port: its server listens only later, and another cloud may be choosing at this moment."""
    CLAIMS.mkdir(exist_ok=True)
    claim = (CLAIMS / str(port)).open("w")
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        claim.close()
        return False
    if not is_free(port):
        claim.close()
        return False
    _claimed.append(claim)
    return True
