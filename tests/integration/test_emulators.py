"""An emulator that a test run has started ends with it, however the run ends."""

import signal
import subprocess
import sys

import psutil
import pytest

from infra.local.layout import ROOT
from tests.processes import left_over

pytestmark = pytest.mark.emulator

GONE_WITHIN_S = 20
RUN = """
import psutil, sys
from tests.emulators import firestore_host, stop_emulators
firestore_host()
print(*(child.pid for child in psutil.Process().children()), flush=True)
sys.stdin.readline()
stop_emulators()
"""


@pytest.mark.usefixtures("firestore_emulator")  # skips where there is none
@pytest.mark.parametrize("number", [None, signal.SIGKILL])
def test_nothing_is_left_of_it(number: signal.Signals | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIRESTORE_EMULATOR_HOST", raising=False)
    command = [sys.executable, "-c", RUN]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        children = [psutil.Process(int(pid)) for pid in run.stdout.readline().split()]
        if number is None:
            run.communicate("\n", timeout=GONE_WITHIN_S)
        else:
            run.send_signal(number)
            run.wait(GONE_WITHIN_S)

    assert len(children) == 2  # the emulator and its guard
    assert left_over(children, GONE_WITHIN_S) == []
