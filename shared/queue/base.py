"""The need: ask for a job's next step, now or later."""

from typing import Protocol

from shared.model.base import Time
from shared.model.job import Job


class StepQueue(Protocol):
    """Delivers at least once, in no order. Raises only Unavailable."""

    def push(self, job: Job, *, segment: int | None = None, due: Time | None = None) -> None:
        """Ask for one attempt at the job's epoch, or at a segment's, at once or when `due`.

        A message is named by job, segment and epoch: asking twice is one message.
        """
        ...
