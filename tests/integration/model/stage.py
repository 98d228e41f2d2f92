"""The whole API over the real database, with a queue, a provider and a clock that do what they are told."""

import base64
import contextlib
import dataclasses
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
import pytest
from werkzeug.test import TestResponse

from shared import wiring
from shared.catalog import Catalog
from shared.errors import PermanentError, SubmitUnknown, TransientError
from shared.model.job import OURSELVES
from shared.model.messages import StepMessage
from shared.model.prediction import GenerationRequest, Prediction, PredictionState
from shared.services.orders import Orders
from shared.services.reconcile import Reconcile
from tests.emulators import firestore_host, firestore_store
from tests.fakes.clock import START, Clock
from tests.fakes.edge import Edge
from tests.house import House

SIGNUP_CREDITS = 52
ACTIVE_JOBS_MAX = 3
FILE = "https://cdn.example/video.mp4"


class Told:
    """A `VideoProvider` that answers its next call in the way it was told."""

    authoritative_lookup = True

    def __init__(self) -> None:
        self.way = "good"
        self.calls = 0
        self.submits: list[str] = []

    def submit(self, request: GenerationRequest) -> str:
        self._called()
        self.submits.append(request.output_prefix.split("/")[1])
        match self.way:
            case "refused":
                raise PermanentError("The provider refused.", code="policy")
            case "busy":
                raise TransientError("The provider is down.")
            case "lost":
                raise SubmitUnknown("The provider did not answer.")
        return f"prediction-{len(self.submits)}"

    def find(self, request: GenerationRequest, *, since: datetime) -> Prediction | None:
        self._called()
        if self.way == "busy":
            raise TransientError("The provider is down.")
        found = Prediction(f"found-{self.calls}", PredictionState.RUNNING)
        return found if self.way == "good" else None

    def fetch(self, prediction_id: str) -> Prediction | None:
        self._called()
        state, files, error = PredictionState.FAILED, (), None
        match self.way:
            case "lost":
                return None
            case "running":
                state = PredictionState.RUNNING
            case "good":
                state, files = PredictionState.SUCCEEDED, (FILE,)
            case "filtered":
                state = PredictionState.SUCCEEDED
            case "refused":
                error = PermanentError("The provider refused.", code="policy")
            case "busy":
                error = TransientError("The provider is down.")
        return Prediction(prediction_id, state, files=files, error=error)

    def _called(self) -> None:
        self.calls += 1
        if self.way == "breaks":
            raise RuntimeError("nobody foresaw this")


class Stage(Edge):
    """An edge whose services all do their work, in a database project of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, clients: dict[str, Any]) -> None:
        super().__init__(monkeypatch, store=firestore_store(), clock=Clock())
        self._clients = clients  # they ask `wiring`, whoever has replaced what it gives out
        self.provider = Told()
        self.house = House(
            available=SIGNUP_CREDITS,
            active_jobs_max=ACTIVE_JOBS_MAX,
            store=self.store,
            objects=self.objects,
            clock=self.clock,
            provider=self.provider,
        )
        for name in ("jobs", "reader", "drafts", "credits", "worker", "sweep", "callbacks", "queue"):
            setattr(self, name, getattr(self.house, name))
        self.reconcile = Reconcile(self.store, self.credits)
        monkeypatch.setattr(wiring, "media_worker", lambda: self.house.worker)
        monkeypatch.setattr(wiring, "segment_worker", lambda: self.house.segment_worker)

    def ask(self, *given: Any, **more: Any) -> TestResponse:
        """Ask as everybody does; what is logged meanwhile is nobody's business here."""
        quiet = io.StringIO()
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            return super().ask(*given, **more)

    def read(self, target: str, path: str, *, who: str | None) -> dict[str, Any]:
        answer = self.ask(target, "GET", path, who=who)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def pages(self, target: str, path: str, field: str, *, who: str | None) -> list[dict[str, Any]]:
        """Return all of a list, by its cursors."""
        found: list[dict[str, Any]] = []
        following: str | None = path
        while following is not None:
            page = self.read(target, following, who=who)
            assert page[field] or following == path, "a page that `next` promised is empty"
            found += page[field]
            following = page["next"]
        return found

    def deliver(self, message: StepMessage) -> int:
        """Push one message as Pub/Sub does, to the function that works on it; return the status."""
        ours = self.job(message.job_id).provider == OURSELVES
        target = "media_steps" if ours else "provider_steps"
        data = base64.b64encode(json.dumps(message.model_dump()).encode()).decode()
        envelope = {
            "message": {"data": data, "messageId": "m1"},
            "subscription": "projects/p/subscriptions/s",
        }
        headers = {
            "ce-id": "m1",
            "ce-source": "//pubsub.googleapis.com/projects/p/topics/provider-steps",
            "ce-specversion": "1.0",
            "ce-type": "google.cloud.pubsub.topic.v1.messagePublished",
        }
        return self.ask(target, "POST", "/", who=None, json=envelope, headers=headers).status_code

    def price(self, wanted: Mapping[str, Any]) -> int:
        """Return what the catalogue says today."""
        offer = self.catalog.offer(wanted["model"], START.date())
        size = (wanted["duration_s"], wanted["resolution"], wanted["aspect_ratio"])
        return offer.quote(*size, has_image=False).credits

    def change_prices(self, by: int) -> None:
        """Let everything cost so much more."""
        self.catalog = _dearer(self.catalog, by)
        self.orders = Orders(self.store, self.catalog, self.uploads, today=START.date)

    def close(self) -> None:
        """Forget the project's documents."""
        project = self.store._root.split("/")[1]
        address = f"http://{firestore_host()}/emulator/v1/projects/{project}"
        answer = httpx.delete(f"{address}/databases/(default)/documents", timeout=10, trust_env=False)
        answer.raise_for_status()


def _dearer(catalog: Catalog, by: int) -> Catalog:
    offers = [
        offer.model_copy(
            update={
                "combinations": tuple(
                    one.model_copy(update={"credits": one.credits + by}) for one in offer.combinations
                )
            }
        )
        for offer in catalog.every_offer
    ]
    return dataclasses.replace(catalog, every_offer=tuple(offers))
