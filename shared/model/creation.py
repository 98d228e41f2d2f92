"""The projection of a job that its owner may read live: a pure function of the job."""

from pydantic import Field, JsonValue

from shared.model.base import Credits, Model, Time
from shared.model.job import Job, JobState, Media
from shared.model.outcome import JobError
from shared.model.words import words_of


class Creation(Model):
    """What a browser may know of a job. `revision` only grows, so that a late event never wins."""

    id: str
    owner: str
    job_type: str
    status: str
    stage: str
    progress: int | None
    prompt: str
    input: dict[str, JsonValue] = Field(default_factory=dict)
    """What was ordered, so that a tile can say how long and how large before there is a video."""
    words: tuple[str, ...] = ()
    """What it is found by; of the prompt."""
    model: str
    price: Credits
    error: JobError | None
    video_id: str | None
    media: Media | None
    favorite: bool = False
    expected_s: float
    source_job_id: str | None
    root_job_id: str
    retried_from: str | None
    revision: int
    created_at: Time
    updated_at: Time
    checked_at: Time | None
    settled_at: Time | None

    @classmethod
    def of(cls, job: Job) -> "Creation":
        """Return the projection of `job`."""
        same = {name: getattr(job, name) for name in _SAME}
        return cls(**same, owner=job.account_id, status=status_of(job), words=words_of(job.prompt))


_SAME = tuple(name for name in Creation.model_fields if name not in {"owner", "status", "words"})
"""What a creation says in the job's own words."""


def status_of(job: Job) -> str:
    """Return the word every page shows: a completed job is a draft until it is published."""
    if job.state is JobState.COMPLETED:
        return "published" if job.published_at else "draft"
    return job.state.value
