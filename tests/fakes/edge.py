"""The edge in a test: every function through functions-framework, real services on a store in memory.

`Edge` replaces what `wiring` gives out; nothing else of ours is touched.
"""

import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from werkzeug.test import TestResponse

from functions import site as site_module
from shared import wiring
from shared.catalog import Catalog, load_catalog
from shared.config import Settings
from shared.model.job import Job
from shared.model.outcome import Done
from shared.model.rate import Rate
from shared.services import journal
from shared.services.credits import Credits
from shared.services.downloads import Downloads
from shared.services.drafts import Drafts
from shared.services.job_reader import JobReader
from shared.services.jobs import Jobs, Limits
from shared.services.orders import Orders
from shared.services.pictures import Pictures
from shared.services.reconcile import ReconcileReport
from shared.services.sweep import SweepReport
from shared.services.uploads import Uploads
from shared.services.videos import Videos
from shared.store import documents
from tests.factories import a_video
from tests.fakes.clock import START, Ticker
from tests.fakes.imaging import clean
from tests.fakes.memory_objects import MemoryObjects
from tests.fakes.memory_store import MemoryStore
from tests.fakes.people import People
from tests.fakes.recorder import Recorder

MAIN = Path(__file__).parents[2] / "main.py"
ORIGIN = "https://studio.example"
PATIENT = 1_000_000_000
AN_INPUT = {
    "model": "wan-2.2",
    "prompt": "a lighthouse in a storm",
    "duration_s": 8,
    "resolution": "720p",
    "aspect_ratio": "16:9",
    "image": None,
}
# Eight seconds of this at 720p cost 10 credits.
AN_ORDER = {"job_type": "generate", "input": AN_INPUT}


class Edge:
    """Everything that `wiring` gives out, and a client for every function."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        *,
        store: Any = None,
        clock: Any = None,
        catalog: Catalog | None = None,
    ) -> None:
        self.store = store or MemoryStore()
        self.people = People()
        self.clock = clock or Ticker()
        self.queue, self.worker, self.callbacks = Recorder(), Recorder(), Recorder()
        self.sweep = Recorder(report=SweepReport(driven=1, failed=2, tidied=3, spared=4))
        self.reconcile = Recorder(report=ReconcileReport(accounts=7, drifted=["alice"]))
        orders = Rate.per_minute(60)
        limits = Limits(active_jobs_max=20, signup_credits=100, deadline_s=1800, orders=orders)
        self.jobs = Jobs(self.store, self.queue, limits=limits, now=self.clock)
        self.reader = JobReader(self.store)
        self.catalog = catalog or load_catalog()
        self.objects = MemoryObjects(now=self.clock)
        names = (f"upload-{n}" for n in itertools.count())
        self.uploads = Uploads(self.store, self.objects, self.clock, lambda: next(names), clean)
        self.pictures = Pictures(self.store, self.objects, now=self.clock)
        self.orders = Orders(self.store, self.catalog, self.uploads, today=START.date)
        self.videos = Videos(self.store, self.objects, now=self.clock)
        tickets = map("{:032x}".format, itertools.count(1))
        self.downloads = Downloads(self.store, self.objects, now=self.clock, new_ticket=tickets.__next__)
        self.drafts = Drafts(self.store, now=self.clock)
        self.credits = Credits(self.store, now=self.clock, signup_credits=100)
        self.settings = Settings(
            google_cloud_project="demo",
            bucket="media",
            public_url="https://dailies.example",
            allowed_origins=(ORIGIN,),
            requests_per_minute=PATIENT,
            address_requests_per_minute=PATIENT,
        )
        self._wire(monkeypatch)
        self._clients: dict[str, Any] = {}

    def _wire(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in (
            "jobs",
            "reader",
            "orders",
            "drafts",
            "credits",
            "videos",
            "downloads",
            "uploads",
            "pictures",
            "worker",
            "sweep",
            "reconcile",
            "callbacks",
            "catalog",
            "settings",
        ):
            monkeypatch.setattr(wiring, name, lambda name=name: getattr(self, name))
        for variable in ("FUNCTION_TARGET", "FUNCTION_SIGNATURE_TYPE"):  # create_app leaves these behind
            monkeypatch.setenv(variable, "")
        monkeypatch.setattr(site_module, "FirebaseSignIn", lambda project: self.people)
        site_module.site.cache_clear()

    def client(self, target: str) -> Any:
        if target not in self._clients:
            self._clients[target] = functions_framework.create_app(target, str(MAIN)).test_client()
        return self._clients[target]

    def ask(
        self,
        target: str,
        method: str,
        path: str,
        *,
        who: str | None = "alice",
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> TestResponse:
        sent = {**({"Authorization": f"Bearer {who}-token"} if who else {}), **(headers or {})}
        if key is not None:
            sent["Idempotency-Key"] = key
        return self.client(target).open(path, method=method, headers=sent, **more)

    def order(self, *, key: str = "k1", who: str = "alice", **changes: Any) -> dict[str, Any]:
        """Order a job through the API and return its view."""
        answer = self.ask("jobs", "POST", "/api/jobs", who=who, key=key, json={**AN_ORDER, **changes})
        assert answer.status_code == 202, answer.text
        return answer.get_json()

    def finish(self, job_id: str, **measures: Any) -> None:
        """Let a job's video be ready; its film has these measures."""
        video = a_video(job_id, self.job(job_id).account_id, **measures)
        source = self.objects.give(f"jobs/{job_id}/video.mp4", f"film of {job_id} ".encode() * 20)
        video = video.model_copy(update={"source": source})

        def body(tx: Any) -> None:
            job = tx.get(documents.job(job_id))
            account = tx.get(documents.account(job.account_id))
            journal.settle(tx, job, account, Done(video), at=self.clock())

        self.store.transact(body)

    def job(self, job_id: str) -> Job:
        job = self.store.get(documents.job(job_id))
        assert job is not None
        return job


def lines(text: str) -> list[dict[str, Any]]:
    """Return the log lines in what was printed."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]
