"""What everybody sees of a published video: words and numbers, never a link or a path."""

from shared.model.base import Model, Time


class FeedItem(Model):
    """One published video."""

    id: str
    job_id: str
    prompt: str
    job_type: str
    model: str
    width: int
    height: int
    duration_s: float
    published_at: Time
