"""Pub/Sub decides where a step runs: which topic a job's messages go to."""

from shared.model.job import OURSELVES, Job

PUBSUB_ORIGIN = "https://pubsub.googleapis.com"


class Topics:
    """The publish address of each topic."""

    def __init__(self, *, project: str, origin: str = PUBSUB_ORIGIN) -> None:
        self._base = f"{origin}/v1/projects/{project}/topics"

    def publish_url(self, job: Job) -> str:
        """Return the address that takes messages for this job's next step."""
        return f"{self._base}/{topic_of(job)}:publish"


def topic_of(job: Job) -> str:
    """Return the topic whose function does this job's work: a provider's, or our own with ffmpeg."""
    return "media-steps" if job.provider == OURSELVES else "provider-steps"
