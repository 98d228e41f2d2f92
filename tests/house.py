"""The whole house on fakes, for tests of one service among the others."""

from itertools import count
from pathlib import Path
from typing import Any

from shared.catalog import load_catalog
from shared.job_types import JOB_TYPES
from shared.job_types.base import JobType
from shared.model.job import Job
from shared.model.messages import StepMessage
from shared.model.rate import Rate
from shared.model.video import Probe
from shared.services.callbacks import Callbacks
from shared.services.collector import Collector, Studio
from shared.services.credits import Credits
from shared.services.drafts import Drafts
from shared.services.job_reader import JobReader
from shared.services.jobs import Jobs, Limits
from shared.services.orders import Orders
from shared.services.segment_worker import SegmentWorker
from shared.services.sweep import Sweep
from shared.services.toolbox import Toolbox
from shared.services.transcoder import Transcoder
from shared.services.uploads import Uploads
from shared.services.worker import Worker
from shared.store import documents
from tests.factories import a_probe, an_order
from tests.fakes.clock import START, Clock
from tests.fakes.encoder import FakeEncoder
from tests.fakes.fake_provider import FakeProvider
from tests.fakes.imaging import clean
from tests.fakes.memory_objects import MemoryObjects
from tests.fakes.memory_queue import MemoryQueue
from tests.fakes.memory_store import MemoryStore
from tests.fakes.studio import cut, join, picture

NO_HURRY = Rate(burst=1_000_000, interval_s=0.001)
LEASE_S = 100.0
SEGMENT_LEASE_S = 120.0
DEADLINE_S = 1800.0
RETRY_BASE_S = 60.0
STEPS_MAX = 200


class House:
    """Every service on fakes, with a clock that stands still and a queue that delivers when told.

    A race gives it the real store and a real clock instead.
    """

    def __init__(
        self,
        *,
        available: int = 100,
        active_jobs_max: int = 20,
        lose_replies: float = 0.0,
        orders: Rate = NO_HURRY,
        store: Any = None,
        objects: Any = None,
        clock: Any = None,
        provider: Any = None,
        job_types: dict[str, JobType] = JOB_TYPES,
        studio: Studio | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.store = store or MemoryStore(lose_replies=lose_replies, seed=3)
        self.queue = MemoryQueue()
        self.objects = objects or MemoryObjects()
        self.provider = provider or FakeProvider()
        self.fetch_errors: list[Exception] = []
        self.probe_errors: list[Exception] = []
        self.films_last_s = 5.0
        self.attempts_take_s = 0.0
        self._readings = count()
        limits = Limits(
            active_jobs_max=active_jobs_max, signup_credits=available, deadline_s=DEADLINE_S, orders=orders
        )
        self.jobs = Jobs(self.store, self.queue, limits=limits, now=self.clock)
        self.reader = JobReader(self.store, sleep=self.clock.pass_s, monotonic=self._seconds)
        fake = Studio(
            fetch=self._fetch,
            probe=self._probe,
            check=lambda probe, job: None,
            picture=picture,
            join=join,
            cut=cut,
        )
        self.encoder = FakeEncoder()
        collector = Collector(self.objects, studio or fake, bucket="media")
        tools = Toolbox(
            self.store,
            self.objects,
            collector,
            Transcoder(self.objects, collector, self.encoder.tools),
            provider=lambda name: self.provider,
            callback_url=lambda job: None,
            now=self.clock,
            pace=1.0,
        )
        self.worker = Worker(
            self.store,
            self.queue,
            job_types,
            tools,
            now=self.clock,
            lease_s=LEASE_S,
            retry_base_s=RETRY_BASE_S,
            monotonic=self._stopwatch,
        )
        self.segment_worker = SegmentWorker(
            self.store,
            self.queue,
            tools,
            now=self.clock,
            lease_s=SEGMENT_LEASE_S,
            retry_base_s=RETRY_BASE_S,
            monotonic=self._seconds,
        )
        self.sweep = Sweep(self.store, self.queue, self.objects, now=self.clock, time_s=90)
        self.credits = Credits(self.store, now=self.clock, signup_credits=available)
        self.drafts = Drafts(self.store, now=self.clock)
        self.uploads = Uploads(self.store, self.objects, self.clock, lambda: "upload", clean)
        self.orders = Orders(self.store, load_catalog(), self.uploads, today=START.date)
        verify = {"wavespeed": lambda headers, body: body.decode()}
        self.callbacks = Callbacks(self.store, self.queue, verify, now=self.clock)

    def order(self, job_type: str, key: str, *, account_id: str = "alice", **wanted: Any) -> Job:
        """Order a job as the API would, priced by the real catalogue."""
        return self.jobs.create(self.orders.order(account_id, job_type=job_type, input=wanted, key=key))

    def job(self, job_id: str) -> Job:
        job = self.store.get(documents.job(job_id))
        assert job is not None
        return job

    def make(self, key: str = "k1") -> Job:
        """Order one video and deliver until nothing waits."""
        job = self.jobs.create(an_order(key))
        self.deliver_all()
        return self.job(job.id)

    def deliver(self) -> StepMessage | None:
        """Deliver the message that is due first, when it is due; None if none waits."""
        asked = self.queue.due_first()
        if asked is None:
            return None
        if asked.due is not None:
            self.clock.pass_to(asked.due)
        self.step(asked.message)
        return asked.message

    def step(self, message: StepMessage) -> None:
        """Do what a message asks for."""
        if message.segment is None:
            self.worker.run(message)
        else:
            self.segment_worker.run(message)

    def deliver_all(self) -> None:
        """Deliver until nothing waits."""
        for _ in range(STEPS_MAX):
            if self.deliver() is None:
                return
        raise AssertionError("the messages never end")

    def sweep_until_settled(self, job_id: str) -> Job:
        """Let time pass, sweep and deliver until the job has ended."""
        for _ in range(STEPS_MAX):
            if self.job(job_id).settled:
                return self.job(job_id)
            self.clock.pass_s(60)
            self.sweep.run()
            self.deliver_all()
        raise AssertionError("the job never ends")

    def entries(self, account_id: str = "alice") -> list[str]:
        """Return the kinds of the ledger's entries, oldest first, without the welcome."""
        found = self.credits.ledger(account_id, limit=100)
        return [entry.kind.value for entry in reversed(found) if entry.job_id]

    def balance(self, account_id: str = "alice") -> tuple[int, int, int]:
        """Return available, held and active jobs, after checking that the ledger adds up to them."""
        audit = self.credits.audit(account_id)
        account = self.credits.account(account_id)
        assert audit.balanced
        return account.available, account.held, account.active_jobs

    def events(self, job_id: str) -> list[str]:
        """Return the kinds of what happened to a job."""
        return [event.kind for event in self.reader.events("alice", job_id, limit=100)]

    def _fetch(self, url: str, target: Path) -> None:
        if self.fetch_errors:
            raise self.fetch_errors.pop(0)
        target.write_bytes(b"film of " + url.encode())

    def _probe(self, path: Path) -> Probe:
        if self.probe_errors:
            raise self.probe_errors.pop(0)
        return a_probe(size_bytes=path.stat().st_size, duration_s=self.films_last_s)

    def _stopwatch(self) -> float:
        """Return a reading: from each to the next, an attempt's time has passed."""
        return next(self._readings) * self.attempts_take_s

    def _seconds(self) -> float:
        return self.clock().timestamp()
