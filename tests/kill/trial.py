"""One person, one job, one process that dies: what the trials of all points have in common."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from shared.clock import utc_now
from shared.model.order import job_id_of
from tests.e2e.studio import SETTLED, Person, told_the_truth
from tests.kill.plan import Plan
from tests.kill.rig import DEADLINE_S, SWEEP_EVERY_S, Rig

LOOK_EVERY_S = 0.5
GONE_WITHIN_S = 5.0
OWED_S = 2 * SWEEP_EVERY_S + 10.0
"""How long something may be owed: two sweeps; and what a sweep, or a loaded machine, takes by itself."""
SETTLED_WITHIN_S = DEADLINE_S + 150.0


class Violated(Exception):
    """Something that must hold does not."""


class NeverReached(Exception):
    """Nobody came to the point."""


class Trial:
    """Does what a person does, and sees to it that what they were told stays so."""

    def __init__(self, rig: Rig, plan: Plan) -> None:
        self.rig = rig
        self.plan = plan
        self.person = Person.new(rig.cloud)
        self.key = f"{plan.name}-{plan.n}"
        self.uid = rig.cloud.uid_of(self.person.token)
        self.job_id = job_id_of(self.uid, "jobs", self.key)
        self.prompt = f"{plan.way.directive} {plan.name} {plan.n} of {self.job_id}".strip()
        self.source: dict[str, Any] | None = None
        """The job whose film this one begins with, as it was when it had ended."""
        self.kills = 0
        self.armed: list[str] = []
        self.killed_s = 0.0
        """When the last one died; a time of `monotonic`."""
        self._revision = 0

    def arm(self, point: str | None = None, *, arrival: int | None = None) -> None:
        """Have the next process die that comes to the point for this job; by default the plan's."""
        if arrival is None:
            arrival = 0 if point else self.plan.arrival
        self.rig.armory.arm(self.job_id, point or self.plan.point, arrival=arrival)
        self.armed.append(point or self.plan.point)

    def find_source(self) -> None:
        """Have the film that the job is to begin with, if it is of that kind."""
        if self.plan.work.derived:
            self.source = self.person.make("a kite", model=self.plan.model)
            check(self.source["status"] == "draft", f"the source ended as {self.source}")

    def order(self) -> httpx.Response:
        """Order the job, again and again under the same key."""
        work = self.plan.work
        if self.source is None:
            return self.person.order(self.prompt, model=self.plan.model, key=self.key)
        words = {"prompt": self.prompt} if work.worded else {}
        asked = {"source_job_id": self.source["id"], **work.wanted, **words}
        return self.person.derive(work.job_type, key=self.key, **asked)

    def ordered(self) -> None:
        """Order it and be told that it was taken."""
        told = self.order()
        check(told.status_code == 202, f"the order was answered {told.status_code}: {told.text}")
        check(told.json()["id"] == self.job_id, f"the key made another job: {told.json()['id']}")

    def broken_off(self, answer: httpx.Response) -> None:
        """Check that nobody answered: whoever did is dead."""
        if answer.status_code != 502 and self.rig.armory.taken(self.job_id, self.plan.point) is None:
            raise NeverReached(f"{self.plan.point}: the request was answered {answer.status_code}")
        check(answer.status_code == 502, f"a killed process answered {answer.status_code}: {answer.text}")

    def killed(self, *, within_s: float) -> None:
        """Wait until a process has died at each armed point.

        Raises:
            NeverReached: none came to one of them in time.
        """
        for point in self.armed:
            if not until(lambda point=point: self._dead(point), within_s=within_s):
                raise NeverReached(f"{point} within {within_s:g} s")
        self.armed.clear()

    def look(self) -> dict[str, Any]:
        """Read the job once; what it says can be true, and nothing was owed for too long."""
        job: dict[str, Any] = self.person.get(f"/api/jobs/{self.job_id}")
        told_the_truth(job)
        check(job["revision"] >= self._revision, "the page went back")
        self._revision = job["revision"]
        stored = self.rig.job(self.job_id)
        if stored is not None and not stored.settled and stored.sweep_after is not None:
            owed_s = (utc_now() - stored.sweep_after).total_seconds()
            check(owed_s < OWED_S, f"unsettled, and owed something for {owed_s:.0f} s: {stored}")
        return job

    def follow(self) -> dict[str, Any]:
        """Look until the job has settled."""
        give_up = time.monotonic() + SETTLED_WITHIN_S
        while (job := self.look())["status"] not in SETTLED:
            check(time.monotonic() < give_up, f"not settled after {SETTLED_WITHIN_S:g} s: {job}")
            time.sleep(LOOK_EVERY_S)
        return job

    def _dead(self, point: str) -> bool:
        taken = self.rig.armory.taken(self.job_id, point)
        if taken is None:
            return False
        give_up = time.monotonic() + GONE_WITHIN_S
        while taken.alive:
            check(time.monotonic() < give_up, f"process {taken.pid} took the arming of {point} and lives")
            time.sleep(0.02)
        self.kills += 1
        self.killed_s = time.monotonic()
        return True


def until(happened: Callable[[], bool], *, within_s: float) -> bool:
    """Wait for something; tell whether it happened in time."""
    give_up = time.monotonic() + within_s
    while not happened():
        if time.monotonic() > give_up:
            return False
        time.sleep(LOOK_EVERY_S / 5)
    return True


def check(holds: bool, words: str) -> None:
    """Let the trial go on only if something holds."""
    if not holds:
        raise Violated(words)
