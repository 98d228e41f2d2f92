"""The Firebase Auth emulator of firebase-tools, without the rest of its suite."""

from collections.abc import Mapping
from pathlib import Path

from infra.local.layout import Addresses
from infra.local.ports import HOST
from infra.local.program import Program
from infra.local.toolchain import Toolchain

SCRIPT = Path(__file__).with_name("auth_server.js")


def auth_program(
    toolchain: Toolchain, addresses: Addresses, *, environment: Mapping[str, str], project: str
) -> Program:
    """Describe the emulator: its users live in memory, so it cannot be restarted."""
    command = [
        str(toolchain.node),
        str(SCRIPT),
        str(toolchain.firebase_tools),
        project,
        HOST,
        str(addresses.ports["auth"]),
    ]
    return Program("auth", command, environment, f"{addresses.url('auth')}/", restarts=False)
