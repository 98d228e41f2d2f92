"""Ports nobody listens on."""

import random
import socket
from collections.abc import Collection

# Below the range from which the kernel picks ports for outgoing connections (32768 and up on Linux,
# 49152 on macOS): none of those can take a server's port while the server is being restarted.
PICK_FROM = range(15_000, 32_000)
HOST = "127.0.0.1"


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
    """Give every name a different free port.

    Raises:
        RuntimeError: the machine has fewer free ports than names.
    """
    candidates = (port for port in random.sample(PICK_FROM, len(PICK_FROM)) if is_free(port))
    chosen = dict(zip(names, candidates, strict=False))
    if len(chosen) < len(names):
        raise RuntimeError(f"only {len(chosen)} of {len(names)} ports are free")
    return chosen
