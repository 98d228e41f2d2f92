"""Asking for the next step after a commit: only an optimisation, for the job itself is the outbox."""

from shared.errors import Unavailable
from shared.log import log
from shared.model.base import Time
from shared.model.job import Job
from shared.queue.base import StepQueue


def push(queue: StepQueue, job: Job, *, due: Time | None = None) -> None:
    """Ask for a job's next step; if the queue does not answer, the sweep asks again."""
    try:
        queue.push(job, due=due)
    except Unavailable:
        log.warning("push.failed", job_id=job.id, epoch=job.epoch)
