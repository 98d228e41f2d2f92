"""Remember what serves, and send people back to it."""

import json
from collections.abc import Sequence

from infra.deployment.firebase import BEFORE, clone
from infra.deployment.place import Place
from infra.deployment.record import Record
from infra.deployment.release import describe, send_back
from infra.deployment.run import TIMEOUT_S, StepFailed, run
from infra.deployment.services import deployed
from infra.deployment.state import Before
from infra.deployment.step import Step, shown
from infra.local.function_table import FunctionTable

FORGOTTEN = ("functions", "candidates", "traffic", "hosting", "whole")


def remember(place: Place, table: FunctionTable, record: Record) -> None:
    """Record which revisions serve, and keep a copy of the studio."""
    traffic = {function.service: _serving(place, function.service) for function in deployed(table)}
    # The very first studio has no one before it.
    studio = run(clone(place, "live", BEFORE), TIMEOUT_S).returncode == 0
    record.move(Before(traffic=traffic, studio=studio))


def roll_back(place: Place, record: Record, steps: Sequence[Step]) -> list[str]:
    """Send the traffic to what served before the last release; return what was sent back.

    Everything is tried; the steps of the release are taken again by the next apply.

    Raises:
        StepFailed: nothing served before, or some of it could not be sent back.
    """
    before = record.before
    if before is None:
        raise StepFailed("Nothing served before: there is nothing to go back to.")
    commands = {service: send_back(place, service, there) for service, there in before.traffic.items()}
    if before.studio:
        commands["the studio"] = clone(place, BEFORE, "live")
    failed = [
        f"{shown(words)}\n{done.stderr.strip()}"
        for words in commands.values()
        if (done := run(words, TIMEOUT_S)).returncode
    ]
    record.forget(step for step in steps if step.group in FORGOTTEN)
    if failed:
        raise StepFailed("Not everything was sent back:\n" + "\n".join(failed))
    return list(commands)


def _serving(place: Place, service: str) -> str:
    described = run(describe(place, service))
    if described.returncode:
        raise StepFailed(f"What serves {service} could not be asked:\n{described.stderr.strip()}")
    targets = json.loads(described.stdout)["status"]["traffic"]
    return ",".join(f"{t['revisionName']}={t['percent']}" for t in targets if t.get("percent"))
