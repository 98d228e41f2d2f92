"""The fuzz as part of the tests: fewer requests than `make fuzz`, the same checks."""

import os
import re
import subprocess
import sys

import pytest

REQUESTS = 3000


@pytest.mark.timeout(300)
def test_g6_three_thousand_requests_break_no_promise_and_move_no_money() -> None:
    # In a process of its own: the fuzzer has warnings of its own, and here warnings are errors.
    command = [sys.executable, "-m", "tests.hostile.fuzz", "--requests", str(REQUESTS), "--seed", "0"]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    ran = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False, env=environment)

    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr
    assert "0 faults" in ran.stdout
    sent = re.search(r"([\d,]+) requests", ran.stdout)
    assert sent is not None
    assert int(sent[1].replace(",", "")) >= REQUESTS
