"""The official Firestore emulator."""

from collections.abc import Mapping
from pathlib import Path

from infra.local.layout import Addresses
from infra.local.ports import HOST
from infra.local.program import Program
from infra.local.toolchain import Toolchain

MAIN_CLASS = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
# A benchmark's 100,000 jobs need most of the largest heap; it begins small, because nothing is collected
# until it is full, and what is free after a collection goes back to the machine.
JAVA_FLAGS = (
    *("-Xms32m", "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.language=en"),
    *("-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=30"),
)


def firestore_program(
    toolchain: Toolchain, addresses: Addresses, *, rules: Path, environment: Mapping[str, str]
) -> Program:
    """Describe the emulator: it keeps everything in memory, so it cannot be restarted.

    The jar names no main class, and `gcloud emulators` leaves its Java behind on SIGTERM.
    """
    command = [
        str(toolchain.java),
        *JAVA_FLAGS,
        "-cp",
        str(toolchain.firestore_jar),
        MAIN_CLASS,
        f"--host={HOST}",
        f"--port={addresses.ports['firestore']}",
        f"--websocket_port={addresses.ports['firestore-websocket']}",
    ]
    if rules.exists():
        command.append(f"--rules={rules}")
    return Program("firestore", command, environment, f"{addresses.url('firestore')}/", restarts=False)
