"""What the requests go to: the functions, somebody with things and credits, and life going on meanwhile."""

import hashlib
import hmac
import json
import random
from typing import Any

import pytest
from pydantic import SecretStr

from shared.providers.wavespeed_webhook import verify
from shared.services.callbacks import Callbacks
from shared.services.job_reader import JobReader
from tests.fakes.edge import Edge
from tests.hostile.belongings import INSIDE, Belongings
from tests.hostile.front import Front
from tests.hostile.fuzz.books import Books
from tests.hostile.fuzz.supply import Supply

SECRET = "of-the-fuzz"
CREDITS = 100_000
ACTIVE_MAX = 15
"""With more jobs under way some are finished, so that orders go on being accepted."""
TICKETS = 5


class Moments:
    """Waits without waiting."""

    def __init__(self) -> None:
        self.at_s = 0.0

    def sleep(self, seconds: float) -> None:
        self.at_s += seconds

    def monotonic(self) -> float:
        return self.at_s


class World:
    """One edge; `chance` decides what becomes of jobs and uploads."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, chance: random.Random) -> None:
        self.edge = edge = Edge(monkeypatch)
        self._chance = chance
        self._open: list[str] = []
        moments = Moments()
        edge.reader = JobReader(edge.store, sleep=moments.sleep, monotonic=moments.monotonic)
        secrets = [SecretStr(SECRET)]
        checks = {"wavespeed": lambda headers, raw: verify(headers, raw, secrets, edge.clock.at)}
        edge.callbacks = Callbacks(edge.store, edge.queue, checks, now=edge.clock)
        self.belongings = Belongings(edge)
        edge.credits.grant("alice", amount=CREDITS, key="fuzz", reason="to spend", actor="the fuzz")
        self.books = Books(edge.store, edge.credits)
        self.front = Front(edge)
        self.supply = Supply(chance)
        for noun in ("job_id", "video_id", "upload_id", "ticket"):
            for one in self.belongings.ids(noun):
                self.supply.know(noun, one)
        for _ in range(TICKETS):  # beside the one that has run out
            self.supply.know("ticket", self.belongings.new_ticket())
        self.supply.learn("", self.front.ask("GET", "/api/models").get_json())

    def go_on(self, status: int, answer: Any) -> None:
        """Let what was just made fare somehow: a job is worked on, a picture arrives."""
        if status == 202 and isinstance(answer, dict) and self.edge.job(answer["id"]).state == "pending":
            self._open.append(answer["id"])
        if status == 201 and "headers" in answer and self._chance.random() < 0.6:
            self.edge.objects.receive(answer["url"], b"12345", answer["headers"])
        if self._open and (self._chance.random() < 0.3 or len(self._open) > ACTIVE_MAX):
            self._work(self._open.pop(0))
        self.books.life()

    def callback(self) -> tuple[bytes, dict[str, str]]:
        """What the provider would send about some job: the body, and its signature."""
        job_id = self._chance.choice(list(self.belongings.jobs.values()))
        raw = json.dumps({"id": f"{INSIDE}-{job_id}", "status": "completed"}).encode()
        at = str(int(self.edge.clock.at.timestamp()))
        seal = hmac.new(SECRET.encode(), f"w.{at}.".encode() + raw, hashlib.sha256).hexdigest()
        return raw, {"webhook-id": "w", "webhook-timestamp": at, "webhook-signature": f"v3,{seal}"}

    def _work(self, job_id: str) -> None:
        if self.edge.job(job_id).state != "pending" or self.edge.job(job_id).account_id != "alice":
            return
        work = self._chance.choice((self.belongings.finish, self.belongings.finish, self.belongings.fail))
        work(job_id)
