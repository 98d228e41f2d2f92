"""The programs of others that the local cloud runs, or what to install to have them."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local import sdk

JAVA_MIN = 11
NODE_MIN = 20
VERSION_TIMEOUT_S = 20

SDK_HINT = "the Google Cloud SDK: https://cloud.google.com/sdk/docs/install"
JAVA_HINT = f"Java {JAVA_MIN} or newer (Debian and Ubuntu: sudo apt-get install default-jre-headless)"
NODE_HINT = f"Node.js {NODE_MIN} or newer: https://nodejs.org/"
FIREBASE_HINT = "firebase-tools, this project's own copy: make setup"


class ToolsMissing(Exception):
    """The machine lacks something the local cloud runs; the message says what to install."""

    def __init__(self, hints: list[str]) -> None:
        lines = "".join(f"\n  - {hint}" for hint in hints)
        super().__init__(f"The local cloud needs what this machine lacks. Install:{lines}")


@dataclass(frozen=True)
class Toolchain:
    """Everything that was found."""

    java: Path
    node: Path
    firestore_jar: Path
    pubsub_jar: Path
    firebase_tools: Path


def find_toolchain(root: Path, environment: Mapping[str, str] = os.environ) -> Toolchain:
    """Find all the programs.

    Raises:
        ToolsMissing: names everything that is missing, not only the first.
    """
    hints: list[str] = []
    sdk_root = sdk.find_sdk(environment)
    firestore = pubsub = None
    if sdk_root is None:
        hints.append(f"{SDK_HINT}\n    and then: {_component('cloud-firestore-emulator pubsub-emulator')}")
    else:
        firestore = sdk.find_jar(sdk_root, sdk.FIRESTORE_JAR)
        pubsub = sdk.find_jar(sdk_root, sdk.PUBSUB_JAR)
        hints += [] if firestore else [f"the Firestore emulator: {_component('cloud-firestore-emulator')}"]
        hints += [] if pubsub else [f"the Pub/Sub emulator: {_component('pubsub-emulator')}"]
    java = _new_enough(_java(environment), ["-version"], JAVA_MIN)
    node = _new_enough(shutil.which("node", path=environment.get("PATH")), ["--version"], NODE_MIN)
    firebase_tools = root / "node_modules" / "firebase-tools"
    auth_server = firebase_tools / "lib" / "emulator" / "auth" / "server.js"
    hints += [] if java else [JAVA_HINT]
    hints += [] if node else [NODE_HINT]
    hints += [] if auth_server.is_file() else [FIREBASE_HINT]
    if hints or not (java and node and firestore and pubsub):
        raise ToolsMissing(hints)
    return Toolchain(java, node, firestore, pubsub, firebase_tools)


def _component(names: str) -> str:
    packages = " ".join(f"google-cloud-cli-{name.removeprefix('cloud-')}" for name in names.split())
    return f"gcloud components install {names} (or: sudo apt-get install {packages})"


def _java(environment: Mapping[str, str]) -> str | None:
    home = environment.get("JAVA_HOME")
    if home and (Path(home) / "bin" / "java").is_file():
        return str(Path(home) / "bin" / "java")
    return shutil.which("java", path=environment.get("PATH"))


def _new_enough(program: str | None, arguments: list[str], major_min: int) -> Path | None:
    """Return the program if it runs and is new enough; macOS has a `java` that does not run."""
    if program is None:
        return None
    try:
        answer = subprocess.run(
            [program, *arguments],
            capture_output=True,
            text=True,
            timeout=VERSION_TIMEOUT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(\d+)\.", answer.stdout + answer.stderr)
    return Path(program) if found and int(found.group(1)) >= major_min else None
