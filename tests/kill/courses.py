"""What happens around each kill, up to the job's end: one course for each kind of process."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from shared.model.job import PUSH_GRACE_S
from tests.kill.rig import DEADLINE_S
from tests.kill.trial import OWED_S, Trial, check

Course = Callable[[Trial], dict[str, Any] | None]
"""Returns the settled job as it was read last; None once it is deleted."""
REACHED_WITHIN_S = 60.0
ORPHANED_WITHIN_S = PUSH_GRACE_S + OWED_S
NOTHING_YET = {"K1", "K2", "K3"}
"""Killed here, the order has left no trace."""


def _order(trial: Trial) -> dict[str, Any]:
    """The process that takes the order dies; the client asks again, or comes back to find the job there."""
    trial.arm()
    trial.broken_off(trial.order())
    trial.killed(within_s=REACHED_WITHIN_S)
    found = trial.person.call("GET", f"/api/jobs/{trial.job_id}")
    if trial.plan.name in NOTHING_YET:
        check(found.status_code == 404, f"nothing was committed, and the job is {found.text}")
        check(trial.person.final_kinds(trial.job_id) == [], "nothing was committed, and credits are held")
    else:
        check(found.status_code == 200, f"it was committed, and is answered {found.status_code}")
    if trial.plan.name in NOTHING_YET or trial.plan.chance < 0.5:
        trial.ordered()
    return trial.follow()


def _step(trial: Trial) -> dict[str, Any]:
    """Somebody who works on the job dies, wherever it is by then."""
    trial.arm()
    trial.ordered()
    job = trial.follow()
    trial.killed(within_s=5)  # some points come after the end
    return job


def _task(trial: Trial) -> dict[str, Any]:
    trial.arm()
    trial.ordered()
    trial.killed(within_s=REACHED_WITHIN_S)
    return trial.follow()


def _orphan(trial: Trial) -> dict[str, Any]:
    """The job's message is lost with the process that had to send it; then the sweep that finds it dies."""
    match trial.plan.way.orphan:
        case "order":
            trial.arm("api:pre-push")
            trial.order()
        case "poll":
            trial.arm("worker:pre-push")
            trial.ordered()
        case "late":
            trial.ordered()
            time.sleep(DEADLINE_S - PUSH_GRACE_S + 2)
            trial.arm("worker:pre-push")
    trial.killed(within_s=REACHED_WITHIN_S)
    trial.arm()
    trial.killed(within_s=ORPHANED_WITHIN_S)
    return trial.follow()


def _delete(trial: Trial) -> None:
    """The process that deletes the job dies before it can say so; or the sweep that removes its files."""
    trial.ordered()
    job = trial.follow()
    check(job["status"] == "draft", f"the job to be deleted is {job['status']}")
    trial.arm()
    answer = trial.person.call("DELETE", f"/api/jobs/{trial.job_id}")
    if trial.plan.process == "api":
        trial.broken_off(answer)
    else:
        check(answer.status_code == 204, f"the deletion was answered {answer.status_code}")
    trial.killed(within_s=REACHED_WITHIN_S)


COURSES: Mapping[str, Course] = {
    "api": _order,
    "task": _task,
    "worker": _step,
    "sweep": _orphan,
    "webhook": _step,
}


def course_of(trial: Trial) -> Course:
    """Return what happens in this trial."""
    return _delete if trial.plan.name in {"K32", "K33"} else COURSES[trial.plan.process]
