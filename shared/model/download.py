"""Videos that somebody chose to have in one ZIP, and the ticket that fetches it."""

from shared.model.base import Model, Time

TICKET = "[0-9a-f]{32}"
"""128 bits that nobody can guess: who has them may fetch the ZIP, as with a signed link."""

VIDEOS_MAX = 100
SIZE_MAX_BYTES = 20_000_000_000


class Download(Model):
    """A chosen list; `id` is the ticket. What is in the ZIP is looked up whenever somebody fetches it."""

    id: str
    account_id: str
    video_ids: tuple[str, ...]
    created_at: Time
    expires_at: Time
