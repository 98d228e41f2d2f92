"""Jobs with their videos: the links are signed for this one answer."""

from collections.abc import Sequence

from shared import wiring
from shared.http.schemas.job_view import JobView
from shared.http.schemas.media import Shown
from shared.model.job import Job


def shown(jobs: Sequence[Job]) -> dict[str, Shown]:
    """Return the videos of `jobs` with fresh links, by job id."""
    videos = wiring.videos()
    return {job_id: (video, videos.links(video)) for job_id, video in videos.of(jobs).items()}


def view(job: Job) -> JobView:
    """Return one job as its owner sees it."""
    return JobView.of(job, shown([job]).get(job.id))


def views(jobs: Sequence[Job]) -> list[JobView]:
    """Return jobs as their owner sees them, their videos read at once."""
    videos = shown(jobs)
    return [JobView.of(job, videos.get(job.id)) for job in jobs]
