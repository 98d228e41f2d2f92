"""Where the Google Cloud SDK is, and the emulators it holds."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

COMMON_ROOTS = (
    "~/google-cloud-sdk",
    "/usr/lib/google-cloud-sdk",
    "/usr/share/google-cloud-sdk",
    "/opt/google-cloud-sdk",
    "/snap/google-cloud-cli/current",
    "/usr/local/share/google-cloud-sdk",
    "/opt/homebrew/share/google-cloud-sdk",
)
FIRESTORE_JAR = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"
PUBSUB_JAR = "platform/pubsub-emulator/lib/cloud-pubsub-emulator-*-all.jar"
GCLOUD_TIMEOUT_S = 20


def find_sdk(
    environment: Mapping[str, str] = os.environ, *, common_roots: Sequence[str] = COMMON_ROOTS
) -> Path | None:
    """Find the SDK's folder; ask `gcloud` itself only at last, because that takes seconds."""
    for root in _likely_roots(environment, common_roots):
        if (root / "platform").is_dir():
            return root
    return None


def find_jar(sdk: Path, pattern: str) -> Path | None:
    """Find one emulator's jar; the newest, should several versions lie there."""
    found = sorted(sdk.glob(pattern), key=lambda jar: jar.stat().st_mtime)
    return found[-1] if found else None


def _likely_roots(environment: Mapping[str, str], common_roots: Sequence[str]) -> Iterator[Path]:
    named = environment.get("CLOUDSDK_ROOT")
    if named:
        yield Path(named)
    gcloud = shutil.which("gcloud", path=environment.get("PATH"))
    if gcloud:
        yield Path(gcloud).resolve().parent.parent
    for root in common_roots:
        yield Path(root).expanduser()
    if gcloud:
        yield from _root_by_gcloud(gcloud)


def _root_by_gcloud(gcloud: str) -> Iterator[Path]:
    command = [gcloud, "info", "--format=value(installation.sdk_root)"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=GCLOUD_TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return
    if answer.stdout.strip():
        yield Path(answer.stdout.strip())
