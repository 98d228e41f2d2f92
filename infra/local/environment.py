"""The variables every process of the local cloud sees."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from infra.local import checkout
from infra.local.layout import LOCATION, Addresses

DEFAULT_PROJECT = "demo-dailies"
# Real credentials have no business here; the others would make a process believe that it is in
# the cloud, choose another function for it, or keep Python from storing its bytecode (a second per
# start).
NEVER_PASSED_ON = (
    "GOOGLE_APPLICATION_CREDENTIALS",
    "K_SERVICE",
    "K_REVISION",
    "K_CONFIGURATION",
    "FUNCTION_TARGET",
    "FUNCTION_SOURCE",
    "FUNCTION_SIGNATURE_TYPE",
    "PORT",
    "DEBUG",
    "PYTHONDONTWRITEBYTECODE",
)
LOOPBACK = "127.0.0.1,localhost"
MALLOC_BLOCK_BYTES = str(256 * 1024)
"""From which size on freed memory goes back to the machine (mallopt(3))."""


def base_environment(root: Path, caller: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the caller's environment, fit for a child."""
    passed_on = {name: value for name, value in caller.items() if name not in NEVER_PASSED_ON}
    return passed_on | {
        "PYTHONPATH": str(root),
        "PYTHONUNBUFFERED": "1",
        # Else glibc keeps a heap for every few threads, half empty, in each of two dozen processes.
        "MALLOC_ARENA_MAX": "2",
        # Else it raises both by itself, up to 32 MiB, and what drawing pictures has freed stays taken.
        "MALLOC_MMAP_THRESHOLD_": MALLOC_BLOCK_BYTES,
        "MALLOC_TRIM_THRESHOLD_": MALLOC_BLOCK_BYTES,
        # A company's proxy cannot reach this machine's loopback.
        "NO_PROXY": ",".join(filter(None, [caller.get("NO_PROXY"), LOOPBACK])),
        "no_proxy": ",".join(filter(None, [caller.get("no_proxy"), LOOPBACK])),
    }


def function_environment(
    addresses: Addresses,
    *,
    root: Path,
    signer: Path,
    caller: Mapping[str, str] = os.environ,
) -> dict[str, str]:
    """Return what a function reads: the caller's choices win, except for who listens where."""
    return (
        _defaults(addresses, project=caller.get("GOOGLE_CLOUD_PROJECT", DEFAULT_PROJECT))
        | base_environment(root, caller)
        | _endpoints(addresses)
        | {"SIGNING_KEY_FILE": str(signer)}
    )


def _defaults(addresses: Addresses, *, project: str) -> dict[str, str]:
    gateway = addresses.url("gateway")
    return {
        "GOOGLE_CLOUD_PROJECT": project,
        "REGION": LOCATION,
        "BUCKET": f"{project}-media",
        "PUBLIC_URL": gateway,
        "ALLOWED_ORIGINS": f"{gateway},{gateway.replace('127.0.0.1', 'localhost')}",
        # A path, so that who came by the name localhost stays there, signed in.
        "BUY_URL": checkout.PATH,
        "SIGNUP_CREDITS": "100",
        "JOB_DEADLINE_S": "180",
        "RETRY_BASE_S": "2",
        "LEASE_S": "30",
        "MEDIA_LEASE_S": "120",
        "SEGMENTS_AT_ONCE": "1",
        # The simulators render much faster than the catalogue says that providers do.
        "PACE": "0.05",
        "WAVESPEED_API_KEY": f"local-{secrets.token_hex(16)}",
        "WAVESPEED_BASE_URL": addresses.url("wavespeed"),
        "WAVESPEED_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(24)}",
        "WAVESPEED_RESULT_HOSTS": addresses.url("wavespeed"),
        "VERTEX_PROJECT": project,
        "VERTEX_LOCATION": LOCATION,
        "VERTEX_BASE_URL": addresses.url("vertex"),
        "VERTEX_ACCESS_TOKEN": f"local-{secrets.token_hex(16)}",
    }


def _endpoints(addresses: Addresses) -> dict[str, str]:
    return {
        "FIRESTORE_EMULATOR_HOST": addresses.host_port("firestore"),
        "PUBSUB_EMULATOR_HOST": addresses.host_port("pubsub"),
        "STORAGE_EMULATOR_HOST": addresses.url("storage"),
        "FIREBASE_AUTH_EMULATOR_HOST": addresses.host_port("auth"),
        "CLOUD_TASKS_EMULATOR_HOST": addresses.host_port("tasks"),
    }
