"""What one video costs in compute: a 5 s 720p job from order to file, on the function that works on it.

Processor seconds are the process's own, with the programs it runs. Active seconds are those in which an
attempt held its lease: what the cloud bills. A worker that waits would hold its instance all the way.
"""

import json
import statistics
import time
from typing import Any

from tests.bench import floor
from tests.bench.figure import Figure, at_most, told
from tests.bench.load import spread
from tests.bench.orders import Caller
from tests.bench.processes import cpu_s
from tests.bench.stage import Person, Stage, stage

VIDEOS = 4
ENDS_WITHIN_S = 120.0
LONG_S = 60.0
"""How long the catalogue expects this model to take in the cloud."""


def measure() -> list[Figure]:
    """Make a few videos, one at a time, after one that warms everything up."""
    with stage() as one:
        (person,) = one.people(1)
        made = [_make(one, person) for _ in range(1 + VIDEOS)][1:]
    cpus_s, actives_s, walls_s = zip(*made, strict=True)
    return [
        at_most(
            "one video: processor time of its steps", statistics.median(cpus_s), "s", 2, spread=spread(cpus_s)
        ),
        at_most(
            "one video: active time (billed)", statistics.median(actives_s), "s", 2, spread=spread(actives_s)
        ),
        told(
            "one video: a worker that waits would hold",
            statistics.median(walls_s),
            "s",
            spread=f"here; about {LONG_S:g} in the cloud",
        ),
    ]


def _make(one: Stage, person: Person) -> tuple[float, float, float]:
    """Return the processor, active and whole seconds of one video."""
    pid = one.cloud.ready["pids"]["function-provider_steps"]
    before_s, began_s = cpu_s(pid), time.monotonic()
    status, text = Caller(one.cloud.ready["gateway"], person).order()
    assert status == 202, text
    watch = _Leases(one, json.loads(text)["id"])
    try:
        job = _ended(one, person, watch.job_id)
    finally:
        watch.close()
    assert job["status"] == "draft", job["error"]
    return cpu_s(pid) - before_s, watch.active_s, time.monotonic() - began_s


def _ended(one: Stage, person: Person, job_id: str) -> dict[str, Any]:
    give_up_s = time.monotonic() + ENDS_WITHIN_S
    while time.monotonic() < give_up_s:
        answer = one.cloud.api("GET", f"/api/jobs/{job_id}?wait=30", token=person.token)
        job: dict[str, Any] = answer.json()
        if job["settled_at"]:
            return job
    raise RuntimeError(f"job {job_id} did not end within {ENDS_WITHIN_S:g} s")


class _Leases:
    """Adds up how long a job is leased, by the database's own times of each change."""

    def __init__(self, one: Stage, job_id: str) -> None:
        self.job_id = job_id
        self.active_s = 0.0
        self._since: Any = None
        self._client = floor.database(one)
        self._watch = self._client.document(f"jobs/{job_id}").on_snapshot(self._changed)

    def _changed(self, documents: list[Any], _changes: object, _read_time: object) -> None:
        for document in documents:
            if not document.exists:
                continue
            leased = document.get("lease_expires_at") is not None
            if leased and self._since is None:
                self._since = document.update_time
            elif not leased and self._since is not None:
                self.active_s += (document.update_time - self._since).total_seconds()
                self._since = None

    def close(self) -> None:
        """Wait for the last change, then stop watching."""
        give_up_s = time.monotonic() + 5
        while self._since is not None and time.monotonic() < give_up_s:
            time.sleep(0.02)
        self._watch.unsubscribe()
        self._client.close()
