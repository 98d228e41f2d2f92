"""What happened to a job, for its receipt and its timeline."""

from pydantic import Field, JsonValue

from shared.model.base import Model, Time
from shared.model.job import Job


class JobEvent(Model):
    """One line of a job's history; `n` is the job's revision when it happened."""

    n: int
    at: Time
    kind: str
    attempt: int
    detail: dict[str, JsonValue] = Field(default_factory=dict)

    @classmethod
    def of(cls, job: Job, kind: str, **detail: JsonValue) -> "JobEvent":
        """Return the event that brought `job` to its revision."""
        return cls(n=job.revision, at=job.updated_at, kind=kind, attempt=job.attempt, detail=detail)
