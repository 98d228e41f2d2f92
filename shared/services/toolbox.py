"""The tools of an attempt: providers, the collector, and commits that hold the fence."""

from collections.abc import Callable
from datetime import datetime

from shared.clock import Now
from shared.model import lifecycle
from shared.model.job import Job
from shared.model.prediction import Prediction
from shared.model.segment import Segmented
from shared.model.video import StoredObject, Video
from shared.providers.base import VideoProvider
from shared.services import journal, news
from shared.services.collector import Collector
from shared.services.transcoder import Transcoder
from shared.storage.base import ObjectStore
from shared.store import documents
from shared.store.base import Store, Tx


class Toolbox:
    """The `Tools` of every job type; it keeps nothing between calls."""

    def __init__(
        self,
        store: Store,
        objects: ObjectStore,
        collector: Collector,
        transcoder: Transcoder,
        *,
        provider: Callable[[str], VideoProvider],
        callback_url: Callable[[Job], str | None],
        now: Now,
        pace: float,
    ) -> None:
        self._store = store
        self._objects = objects
        self._collector = collector
        self._transcoder = transcoder
        self._pace = pace
        self.provider = provider
        self.callback_url = callback_url
        self._now = now

    def now(self) -> datetime:
        """Return the current time."""
        return self._now()

    def pace(self, seconds: float) -> float:
        """Return how long a wait of `seconds` lasts here."""
        return seconds * self._pace

    def intend(self, job: Job) -> Job:
        """Commit that a provider is about to be paid."""
        intended = self._commit(job, lifecycle.intended, "intended")
        news.tell("submit.intended", intended, model=job.model)
        return intended

    def saving(self, job: Job) -> Job:
        """Say that the result is being fetched."""
        saving = self._commit(job, lifecycle.saving, None)
        news.tell("saving.begun", saving)
        return saving

    def collect(self, job: Job, prediction: Prediction) -> Video:
        """Fetch, measure and keep a finished prediction's file."""
        return self._collector.collect(job, prediction, at=self._now())

    def survey(self, job: Job) -> Segmented:
        """Look at the job's source and divide the work of upscaling it."""
        return self._transcoder.survey(job)

    def encode(self, job: Job, n: int, watch: Callable[[int], None]) -> StoredObject:
        """Encode one segment and store it."""
        return self._transcoder.encode(job, n, watch)

    def join(self, job: Job) -> Video:
        """Put the segments together and keep the whole."""
        return self._transcoder.join(job, at=self._now())

    def link(self, stored: StoredObject, *, file_name: str | None = None) -> str:
        """Return a signed link that a provider can fetch; `file_name` stands in it."""
        return self._objects.link(stored, file_name=file_name)

    def _commit(self, mine: Job, change: Callable[..., Job], kind: str | None) -> Job:
        at = self._now()

        def body(tx: Tx) -> Job:
            current = lifecycle.fenced(tx.get(documents.job(mine.id)), mine)
            if current.revision > mine.revision and current.updated_at == at:
                return current  # our own commit, whose reply was lost
            return journal.write(tx, change(current, at=at), kind)

        return self._store.transact(body)
