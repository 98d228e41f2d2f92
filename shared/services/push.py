"""Asking for the next step after a commit: only an optimisation, for the job itself is the outbox."""

from collections.abc import Sequence

from shared.errors import Unavailable
from shared.model.base import Time
from shared.model.job import Job
from shared.queue.base import StepQueue
from shared.services import news


def push(
    queue: StepQueue, job: Job, *, due: Time | None = None, segments: Sequence[int] | None = None
) -> None:
    """Ask for a job's next step, or for its segments': for those given, else for all that nobody works on.

    If the queue does not answer, the sweep asks again.
    """
    chosen = job.waiting_segments if segments is None else segments
    try:
        if not job.in_segments:
            queue.push(job, due=due)
        for n in chosen:
            queue.push(job, segment=n, due=due)
    except Unavailable:
        news.tell("push.failed", job, severity="warning")
