"""Jobs with their videos: the links are signed for this one answer."""

from collections.abc import Sequence
from operator import attrgetter

from shared import wiring
from shared.http.paging import page_of
from shared.http.schemas.job_view import JobView
from shared.http.schemas.jobs import ListJobsQuery
from shared.http.schemas.media import Shown
from shared.model.job import Job


def shown(jobs: Sequence[Job]) -> dict[str, Shown]:
    """Return the videos of `jobs` with fresh links, by job id."""
    videos = wiring.videos()
    return {job_id: (video, videos.links(video)) for job_id, video in videos.of(jobs).items()}


def view(job: Job) -> JobView:
    """Return one job as its owner sees it."""
    return JobView.of(job, shown([job]).get(job.id))


def listed(caller_id: str, query: ListJobsQuery, *, path: str, by: str) -> tuple[list[JobView], str | None]:
    """Return a page of the caller's jobs, newest first `by` a time, and the next one's address."""
    found = wiring.reader().page(
        caller_id,
        by=by,
        limit=query.limit + 1,
        after=query.after_time(),
        status=query.status,
        job_type=query.job_type,
    )
    page, following = page_of(found, query, path=path, position=attrgetter(by, "id"))
    videos = shown(page)
    return [JobView.of(job, videos.get(job.id)) for job in page], following
