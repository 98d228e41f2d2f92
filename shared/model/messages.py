"""What travels through Cloud Tasks and Pub/Sub: ids and a counter, never content."""

from pydantic import Field

from shared.model.base import Model
from shared.model.job import Job
from shared.model.segment import Segmented


class StepMessage(Model):
    """Ask for one attempt of a job, or of one of its segments; a message with an old epoch does nothing."""

    job_id: str = Field(pattern=r"^[a-z2-7]{26}$")
    epoch: int = Field(ge=1, strict=True)
    """The job's, or the segment's."""
    segment: int | None = Field(default=None, ge=0, strict=True)

    @classmethod
    def of(cls, job: Job, segment: int | None = None) -> "StepMessage":
        """Return the message that asks for what the job, or one of its segments, is owed."""
        if segment is None or not isinstance(job.memo, Segmented):
            return cls(job_id=job.id, epoch=job.epoch)
        return cls(job_id=job.id, epoch=job.memo.segments[segment].epoch, segment=segment)
