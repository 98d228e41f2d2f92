"""How long a function takes to import beside the libraries that any such function must import.

Fresh processes in turns, with compiled bytecode, timed inside: what Python itself needs to start is in
neither figure.
"""

import os
import statistics
import subprocess
import sys

from tests.bench.figure import Figure, at_most, told
from tests.bench.load import spread
from tests.e2e.cloud import ROOT

ROUNDS = 25
WARM_UP = 3
TIMEOUT_S = 60
BARE = "import functions_framework, google.cloud.firestore"
OURS = """
import functions_framework
from functions_framework import _function_registry
module, spec = _function_registry.load_function_module("main.py")
spec.loader.exec_module(module)
"""
FIRST_ORDER = """
from shared import wiring
import firebase_admin.auth
wiring.jobs(), wiring.orders()
"""
TIMED = "import time; began = time.perf_counter()\n{code}\nprint(time.perf_counter() - began)"
NOWHERE = "127.0.0.1:1"
SETTINGS = {
    "GOOGLE_CLOUD_PROJECT": "demo-bench",
    "BUCKET": "demo-bench",
    "PUBLIC_URL": f"http://{NOWHERE}",
    "FIRESTORE_EMULATOR_HOST": NOWHERE,  # clients are made without credentials, and call nobody
    "CLOUD_TASKS_EMULATOR_HOST": NOWHERE,
    "STORAGE_EMULATOR_HOST": f"http://{NOWHERE}",
}


def measure() -> list[Figure]:
    """Measure in turns; the figure is the median of the rounds' ratios."""
    codes = (BARE, OURS, OURS + FIRST_ORDER)
    rows = [[_seconds(code) for code in codes] for _ in range(WARM_UP + ROUNDS)][WARM_UP:]
    bare_s, ours_s, first_s = (list(column) for column in zip(*rows, strict=True))
    ratios = [ours / bare for bare, ours in zip(bare_s, ours_s, strict=True)]
    return [
        told(
            "import: functions-framework + Firestore", statistics.median(bare_s), "s", spread=spread(bare_s)
        ),
        told("import: main.py as the framework does", statistics.median(ours_s), "s", spread=spread(ours_s)),
        told("import: and what a first order loads", statistics.median(first_s), "s", spread=spread(first_s)),
        at_most("import: ours over bare", statistics.median(ratios), "x", 1.3, spread=spread(ratios)),
    ]


def _seconds(code: str) -> float:
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_EMULATOR_HOST")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    said = subprocess.run(
        [sys.executable, "-c", TIMED.format(code=code)],
        cwd=ROOT,
        env=environment | SETTINGS | {"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
    return float(said.stdout)
