"""What scheduled and operators' functions answer: numbers and states, nothing of what customers wrote."""

from typing import Self

from shared.http.schemas.base import View
from shared.model.job import Job, JobState


class SweepView(View):
    """What one sweep did."""

    driven: int
    failed: int
    tidied: int
    spared: int


class ReconcileView(View):
    """How many accounts were audited, and how many do not add up; which ones is in the log."""

    accounts: int
    drifted: int


class DrivenView(View):
    """A job that was sent again."""

    id: str
    state: JobState
    stage: str
    epoch: int
    attempt: int

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return what an operator needs to follow the job in the logs."""
        return cls(id=job.id, state=job.state, stage=job.stage, epoch=job.epoch, attempt=job.attempt)
