"""Which document lives where. Nothing else spells a path."""

from shared.model.creation import Creation
from shared.model.download import Download
from shared.model.event import JobEvent
from shared.model.feed import FeedItem
from shared.model.job import Job
from shared.model.ledger import Account, LedgerEntry
from shared.model.owner import PredictionOwner
from shared.model.upload import Upload
from shared.model.video import Video
from shared.store.base import Ref


def account(account_id: str) -> Ref[Account]:
    """Return the place of a person's balance."""
    return Ref(f"accounts/{account_id}", Account)


def entry(account_id: str, entry_id: str) -> Ref[LedgerEntry]:
    """Return the place of one ledger entry."""
    return Ref(f"accounts/{account_id}/ledger/{entry_id}", LedgerEntry)


def job(job_id: str) -> Ref[Job]:
    """Return the place of a job."""
    return Ref(f"jobs/{job_id}", Job)


def event(job_id: str, n: int) -> Ref[JobEvent]:
    """Return the place of a job's event; ids sort by revision."""
    return Ref(f"jobs/{job_id}/events/{n:06d}", JobEvent)


def creation(job_id: str) -> Ref[Creation]:
    """Return the place of a job's projection."""
    return Ref(f"creations/{job_id}", Creation)


def video(video_id: str) -> Ref[Video]:
    """Return the place of a video."""
    return Ref(f"videos/{video_id}", Video)


def feed_item(video_id: str) -> Ref[FeedItem]:
    """Return the place of a published video's words."""
    return Ref(f"feed/{video_id}", FeedItem)


def upload(upload_id: str) -> Ref[Upload]:
    """Return the place of an uploaded image."""
    return Ref(f"uploads/{upload_id}", Upload)


def download(ticket: str) -> Ref[Download]:
    """Return the place of a list of videos that somebody fetches as a ZIP."""
    return Ref(f"downloads/{ticket}", Download)


def prediction_owner(provider: str, prediction_id: str) -> Ref[PredictionOwner]:
    """Return the place that says which job owns a prediction; created once, so no other job can attach it."""
    return Ref(f"provider_ids/{provider}:{prediction_id.replace('/', '~')}", PredictionOwner)
