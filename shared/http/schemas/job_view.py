"""A job as its owner sees it."""

from typing import Self

from pydantic import Field, JsonValue

from shared.http.schemas.base import Time, View
from shared.http.schemas.jobs import Status
from shared.http.schemas.media import Shown, VideoView
from shared.model.creation import status_of
from shared.model.job import Job, JobState


class ErrorView(View):
    """Why a job failed: a code for programs, a sentence for people, and what to do next."""

    code: str
    message: str
    next_step: str


class ReceiptView(View):
    """Where the credits went: held at the start, then captured (spent) or released (given back)."""

    held: int
    captured: int
    released: int

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return a job's receipt."""
        spent = job.price if job.state is JobState.COMPLETED else 0
        given_back = job.price - spent if job.settled else 0
        return cls(held=job.price, captured=spent, released=given_back)


class JobView(View):
    """One job. `_links` names what can be done with it now."""

    id: str
    job_type: str
    status: Status
    stage: str
    progress: int | None
    prompt: str
    input: dict[str, JsonValue]
    """What was ordered: sent again as it is, it orders the same."""
    model: str
    price: int
    error: ErrorView | None
    video: VideoView | None
    favorite: bool
    receipt: ReceiptView
    source_job_id: str | None
    root_job_id: str
    retried_from: str | None
    checked_at: Time | None
    expected_s: float
    revision: int
    created_at: Time
    updated_at: Time
    settled_at: Time | None
    deadline: Time
    links: dict[str, str] = Field(alias="_links")

    @classmethod
    def of(cls, job: Job, shown: Shown | None = None) -> Self:
        """Return the view of a job; `shown` is its video with links that were just signed."""
        return cls(
            id=job.id,
            job_type=job.job_type,
            status=status_of(job),
            stage=job.stage,
            progress=job.progress,
            prompt=job.prompt,
            input=job.input,
            model=job.model,
            price=job.price,
            error=job.error and ErrorView(**job.error.model_dump()),
            video=shown and VideoView.of(shown),
            favorite=job.favorite,
            receipt=ReceiptView.of(job),
            source_job_id=job.source_job_id,
            root_job_id=job.root_job_id,
            retried_from=job.retried_from,
            checked_at=job.checked_at,
            expected_s=job.expected_s,
            revision=job.revision,
            created_at=job.created_at,
            updated_at=job.updated_at,
            settled_at=job.settled_at,
            deadline=job.deadline,
            links=links_of(job),
        )


def links_of(job: Job) -> dict[str, str]:
    """Return the addresses of what can be read of a job, and of what can be done with it as it stands."""
    at = f"/api/jobs/{job.id}"
    possible = {
        "self": True,
        "events": True,
        "chain": True,
        "cancel": job.cancelable,
        "retry": job.settled,
        "delete": job.settled,
        "publish": job.state is JobState.COMPLETED and job.published_at is None,
        "unpublish": job.published_at is not None,
        "video": job.video_id is not None,
    }
    addresses = {
        "self": at,
        "delete": at,
        "publish": f"/api/drafts/{job.id}/publish",
        "unpublish": f"/api/drafts/{job.id}/unpublish",
        "video": f"/api/videos/{job.video_id}",
    }
    return {name: addresses.get(name, f"{at}/{name}") for name, yes in possible.items() if yes}


class JobsPage(View):
    """A page of jobs, newest first."""

    jobs: list[JobView]
    next: str | None


class DraftsPage(View):
    """A page of drafts, the latest change first."""

    drafts: list[JobView]
    next: str | None
