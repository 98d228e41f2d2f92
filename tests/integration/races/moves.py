"""The calls that meet in a race: each into the unchanged services, at the shot, by a thread of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shared.clock import utc_now
from shared.errors import PermanentError
from shared.job_types import JOB_TYPES
from shared.job_types.base import Tools
from shared.model.job import Job
from shared.model.messages import StepMessage
from shared.model.outcome import Done, Failed, JobError, Outcome
from shared.model.prediction import GenerationRequest, Prediction, PredictionState
from tests.fakes.fake_provider import FakeProvider, running, succeeded
from tests.house import House

ALICE = "alice"
ACTIVE_JOBS_MAX = 1000
REFUSED = PermanentError("The provider refused.", code="policy")
POLLS = {
    "done": succeeded(),
    "running": running(),
    "failed": Prediction("p", PredictionState.FAILED, error=REFUSED),
}


@dataclass(frozen=True)
class Scene:
    """What all moves of a round share.

    `made_here`: jobs are made without a provider, so that they can be canceled to their last moment.
    Without `turns`, threads are to the database what as many processes would be.
    """

    project: str
    credits: int = 100
    made_here: bool = False
    turns: bool = True


@dataclass(frozen=True)
class Move:
    """One call. A worker may `wait` for the shot once it has "claimed" the job, or has "made" the video.

    It then began `ago_s` before the shot, and was asleep since. `comes_to` is what the provider answers.
    """

    name: str
    given: tuple[Any, ...] = ()
    ago_s: float = 0.0
    delay_s: float = 0.0
    waits: str = ""
    comes_to: str = "done"


@dataclass(frozen=True)
class Answer:
    """What a move came to.

    `claims` are the attempts and epochs a worker got, `asked` how often we had to ask.
    """

    move: Move
    value: Any
    error: str | None
    asked: int
    claims: tuple[tuple[int, int], ...]
    submits: int


class TimeMachine:
    """The real time, some seconds ago; it goes on, and can be moved."""

    def __init__(self, ago_s: float = 0.0) -> None:
        self._ago = timedelta(seconds=ago_s)

    def __call__(self) -> datetime:
        return utc_now() - self._ago

    def to_now(self) -> None:
        self._ago = timedelta()

    def pass_s(self, seconds: float) -> None:
        self._ago -= timedelta(seconds=seconds)

    def pass_to(self, time: datetime) -> None:
        self._ago = min(self._ago, utc_now() - time)


class Vendor(FakeProvider):
    """A provider that names a prediction by its order, whichever process sends it."""

    def submit(self, request: GenerationRequest) -> str:
        super().submit(request)
        return f"p{request.seed}"


def a_house(
    scene: Scene, store: Any, objects: Any, move: Move, *, at: Callable[[str, Job], None] = lambda *_: None
) -> House:
    """Return the services of one instance of a function; `at` is told where an attempt has come to."""
    vendor = Vendor()
    vendor.polls = [POLLS[move.comes_to]]

    def attempt(job: Job, tools: Tools) -> Outcome:
        at("claimed", job)
        try:
            made_here = scene.made_here
            return _made_here(job, tools, move) if made_here else JOB_TYPES[job.job_type].attempt(job, tools)
        finally:
            at("made", job)

    return House(
        available=scene.credits,
        active_jobs_max=ACTIVE_JOBS_MAX,
        store=store,
        objects=objects,
        clock=TimeMachine(move.ago_s),
        provider=vendor,
        job_types={name: replace(kind, attempt=attempt) for name, kind in JOB_TYPES.items()},
    )


def _made_here(job: Job, tools: Tools, move: Move) -> Outcome:
    if move.comes_to == "failed":
        return Failed(JobError.of(REFUSED))
    return Done(tools.collect(job, succeeded()), leftovers=True)


def _work(house: House, job_id: str, epoch: int) -> None:
    house.worker.run(StepMessage(job_id=job_id, epoch=epoch))


ACTS: dict[str, Callable[..., Any]] = {
    "create": lambda house, order: house.jobs.create(order),
    "look": lambda house: house.credits.account(ALICE),
    "grant": lambda house, amount, key: house.credits.grant(
        ALICE, amount=amount, key=key, reason="gift", actor="operator"
    ),
    "work": _work,
    "cancel": lambda house, job_id: house.jobs.cancel(ALICE, job_id),
    "delete": lambda house, job_id: house.jobs.delete(ALICE, job_id),
    "redrive": lambda house, job_id: house.jobs.redrive(job_id, reason="stuck", actor="operator"),
    "publish": lambda house, job_id: house.drafts.publish(ALICE, job_id),
    "unpublish": lambda house, job_id: house.drafts.unpublish(ALICE, job_id),
    "sweep": lambda house: house.sweep.run(),
    "wake": lambda house, job_id, prediction_id: house.callbacks.wavespeed(
        {}, prediction_id.encode(), job_id
    ),
}
