"""This process may die: it says where it has come to, and is killed there if that was armed."""

import os
import signal
import time
from contextvars import ContextVar

from tests.kill.armory import Armory

KINDS = {
    "jobs": "api",
    "provider_steps": "worker",
    "media_steps": "worker",
    "sweep": "sweep",
    "callbacks": "webhook",
}
"""What a point calls the process of a function."""

_job = ContextVar("job", default="")


def about(job_id: str) -> None:
    """Say which job what follows is about, until the next one is named."""
    _job.set(job_id)


def about_path(path: str) -> None:
    """Say so by a path that may name a job: a document's, an object's or an address's."""
    if job_id := job_in(path):
        about(job_id)


def job_in(path: str) -> str:
    """Return the job that a path names; nothing if it names none."""
    parts = path.split("/")
    return parts[parts.index("jobs") + 1] if "jobs" in parts[:-1] else ""


class Mortal:
    """What stands at the points of this process. `kind` is what its points are named for."""

    def __init__(self, armory: Armory, kind: str) -> None:
        self._armory = armory
        self._kind = kind

    def at(self, point: str, *job_ids: str) -> None:
        """Come to a point, for these jobs or the one named last; die by SIGKILL if that was armed."""
        for job_id in job_ids or (_job.get(),):
            if job_id and self._armory.take(job_id, f"{self._kind}:{point}"):
                os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(60)  # not one step further, should the signal take a moment
