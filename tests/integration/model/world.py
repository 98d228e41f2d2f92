"""What every rule of the machine shares: the stage, the people, and the agreement after each step."""

import sys
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant
from werkzeug.test import TestResponse

from shared.errors import PermanentError, TransientError
from shared.model.lifecycle import TIDY_AFTER_S
from shared.model.messages import StepMessage
from tests.house import LEASE_S, SEGMENT_LEASE_S
from tests.integration.model import agreement
from tests.integration.model.books import Expected, Person
from tests.integration.model.stage import SIGNUP_CREDITS, Stage

PICK = st.integers(0, 9)
WHO = st.sampled_from(["alice", "bob"])
HEAL_MAX = 60
HEAL_S = 150
WAYS_OF_FFMPEG = {
    "busy": TransientError("Preparing the video took too long.", code="transcode_timeout"),
    "refused": PermanentError("The video could not be prepared.", code="transcode_failed"),
    "breaks": RuntimeError("nobody foresaw this"),
}
_clients: dict[str, Any] = {}
"""They take a tenth of a second each to make, and ask whichever stage is up."""


class World(RuleBasedStateMachine):
    """One example: an empty database, and people who come as they are needed."""

    def __init__(self) -> None:
        super().__init__()
        self._patch = pytest.MonkeyPatch()
        self.stage = Stage(self._patch, _clients)
        self.people: dict[str, Person] = {}
        self.versions = [self.stage.catalog.version]
        self.published = 0

    @property
    def jobs(self) -> list[Expected]:
        """Every job there is, deleted ones too, in the order of their making."""
        found = [job for person in self.people.values() for job in person.jobs]
        return sorted(found, key=lambda job: job.made)

    def person(self, name: str) -> Person:
        """Return somebody; the first look opens the account."""
        if name not in self.people:
            self.people[name] = Person(name, granted=SIGNUP_CREDITS)
            self.stage.read("credits", "/api/credits", who=name)
        return self.people[name]

    def pick(self, number: int) -> Expected:
        """Return one of the jobs; the latest first, so that a step often meets the one before."""
        job = self.jobs[-1 - number % len(self.jobs)]
        note(f"the job {job}")
        return job

    def ask(self, target: str, method: str, path: str, **more: Any) -> TestResponse:
        answer = self.stage.ask(target, method, path, **more)
        note(f"{method} {path} answered {answer.status_code} {answer.text[:300]}")
        return answer

    def refused(self, answer: TestResponse, status: int, code: str) -> dict[str, Any]:
        """See that an answer is this refusal, and return it."""
        assert answer.status_code == status, answer.text
        problem = answer.get_json()
        assert problem["code"] == code
        return problem

    def deliver(self, message: StepMessage, way: str) -> None:
        """Deliver a message, whether for the first time or not; whoever is asked does in this `way`."""
        stage, job = self.stage, next(job for job in self.jobs if job.id == message.job_id)
        if message.segment is not None:
            self._deliver_segment(message, job, way)
            return
        note(f"epoch {message.epoch} of {job}")
        now, asked = stage.clock.time, stage.provider.calls
        due = message in self.currents(job)
        live = job.leased and job.lease_until > now
        stage.provider.way = way

        status = stage.deliver(message)

        assert stage.provider.calls == asked + (due and not live and job.asks_provider)
        if due and not live:
            job.attempt(way, late=stage.clock.time >= job.deadline)
            job.lease_until = self.after_s(LEASE_S)
        assert status == (500 if due and not live and way == "breaks" and job.asks_provider else 200)

    def _deliver_segment(self, message: StepMessage, job: Expected, way: str) -> None:
        stage, n, encoder = self.stage, message.segment or 0, self.stage.house.encoder
        due = message in self.currents(job) and not job.parts[n].live(stage.clock.time)
        encoder.errors = [WAYS_OF_FFMPEG[way]] if way in WAYS_OF_FFMPEG else []
        encoded = len(encoder.encoded) - len(encoder.errors)

        status = stage.deliver(message)

        assert len(encoder.encoded) - len(encoder.errors) == encoded + due
        if due:
            job.encode(n, way, lease_until=self.after_s(SEGMENT_LEASE_S))
        assert status == (500 if due and way == "breaks" else 200)

    def messages(self, job: Expected) -> list[StepMessage]:
        """Return all that was ever sent of a job."""
        return [one.message for one in self.stage.queue.asked if one.message.job_id == job.id]

    def currents(self, job: Expected) -> list[StepMessage]:
        """Return the newest messages of an unsettled job, one for each segment: all others are void."""
        if job.settled:
            return []
        wanted = job.unfinished if job.phase == "divided" else [None]
        newest = {message.segment: message for message in sorted(self.messages(job), key=lambda m: m.epoch)}
        return [newest[segment] for segment in wanted]

    def after_s(self, seconds: float) -> datetime:
        return self.stage.clock.time + timedelta(seconds=seconds)

    @invariant()
    def the_api_agrees_with_the_model(self) -> None:
        for person in self.people.values():
            agreement.check_person(self.stage, person)
        agreement.check_feed(self.stage, list(self.people.values()))

    def teardown(self) -> None:
        """See that everything ends, and how; unless something went wrong before."""
        try:
            if sys.exc_info()[0] is None:
                self._heal()
                self._check_all()
        finally:
            self._patch.undo()
            self.stage.close()

    def _heal(self) -> None:
        for _ in range(HEAL_MAX):
            if all(job.settled for job in self.jobs):
                break
            self.stage.clock.pass_s(HEAL_S)
            self.sweep_once()
            for job in self.jobs:
                for message in self.currents(job):
                    self.deliver(message, "good")
        assert all(job.settled for job in self.jobs), "a job never ends"
        for _ in range(2):
            self.stage.clock.pass_s(TIDY_AFTER_S)
            self.sweep_once()

    def sweep_once(self) -> None:
        raise NotImplementedError

    def _check_all(self) -> None:
        people = list(self.people.values())
        self.the_api_agrees_with_the_model()
        for person in people:
            agreement.check_pages(self.stage, person, limit=2)
            for job in person.jobs:
                if job.deleted:
                    answer = self.ask("jobs", "GET", f"/api/jobs/{job.id}", who=person.name)
                    self.refused(answer, 404, "not_found")
                else:
                    agreement.check_history(self.stage, job, limit=3)
        agreement.check_files(self.stage, people)
        ordered = self.stage.provider.submits
        for job in self.jobs:
            assert ordered.count(job.id) <= 1 + job.errors, "ordered again, and no order had failed"
        assert self.ask("reconcile", "POST", "/", who=None).get_json() == {
            "accounts": len(people),
            "drifted": 0,
        }
