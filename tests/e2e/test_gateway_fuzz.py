"""The fuzz through the real gateway, functions, database and sign-in."""

import os
import subprocess
import sys

from tests.e2e.cloud import Cloud


def test_the_gateway_keeps_the_promises_of_the_document_and_the_books_balance(cloud: Cloud) -> None:
    tokens = [cloud.sign_up(), cloud.sign_up()]
    # In a process of its own: what it asks must not depend on what this one has loaded, or how it hashes.
    command = [sys.executable, "-m", "tests.e2e.gateway_fuzz", cloud.ready["gateway"], *tokens]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    ran = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False, env=environment)

    assert ran.returncode == 0, ran.stdout + ran.stderr[-20_000:]
    for token in tokens:
        assert cloud.api("GET", "/api/credits/audit", token=token).json()["balanced"]
    listed = {
        entry["job_id"]
        for token in tokens
        for entry in cloud.api("GET", "/api/credits/ledger?limit=100", token=token).json()["entries"]
        if entry["kind"] == "hold"
    }
    assert listed == set(ran.stdout.split())
