"""What can happen to a job on its way, and to its provider's work."""

import pytest

from shared.errors import (
    HighDemand,
    NotAuthenticated,
    NotOurDay,
    PermanentError,
    SubmitUnknown,
)
from shared.model.job import Job
from shared.model.owner import PredictionOwner
from shared.store import documents
from tests.factories import an_order
from tests.fakes.clock import START
from tests.fakes.fake_provider import running
from tests.house import DEADLINE_S, House


def a_video_is_made_shown_and_deleted() -> None:
    house = House()
    job = house.make()
    house.drafts.publish("alice", job.id)
    house.drafts.unpublish("alice", job.id)
    house.jobs.delete("alice", job.id)
    house.clock.pass_s(700)
    house.sweep.run()


def a_video_is_refused_by_policy() -> None:
    house = House()
    house.provider.submits = [PermanentError("Refused.", code="policy")]
    house.make()


def a_video_is_spoilt_after_it_was_paid_for() -> None:
    house = House()
    house.fetch_errors = [PermanentError("Not what was ordered.", code="result_unusable")]
    job = house.jobs.create(an_order())
    document = house.store.documents[documents.job(job.id).path]
    document["unit_cost"] = {**document["unit_cost"], "order_micro_usd": 250_000}
    house.deliver_all()


def a_provider_is_full_and_our_key_is_dead() -> None:
    house = House()
    house.provider.submits = [HighDemand("Full."), NotOurDay("Not today.")]
    house.make()


def an_order_is_canceled_in_time() -> None:
    house = House()
    house.jobs.cancel("alice", house.jobs.create(an_order()).id)


def a_submit_has_no_answer() -> None:
    house = House()
    house.provider.submits = [SubmitUnknown("no answer")]
    house.provider.found = running()
    house.make()


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def an_attempt_dies_in_its_submit() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.provider.on_submit = _die
    with pytest.raises(KeyboardInterrupt):
        house.deliver()
    house.provider.on_submit = lambda: None
    house.provider.found = running()
    house.clock.pass_s(200)
    house.sweep_until_settled(job.id)


def a_job_is_driven_by_an_operator_while_it_is_submitted() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.provider.on_submit = lambda: house.jobs.redrive(job.id, reason="a test", actor="oscar@example.com")
    house.deliver()


def _given_up() -> tuple[House, Job]:
    """Return a job whose provider has been at work until the job was given up."""
    house = House()
    house.provider.polls = [running()]
    job = house.jobs.create(an_order())
    house.deliver()
    house.queue.waiting.clear()
    house.clock.pass_s(DEADLINE_S + 200)
    house.sweep.run()
    assert house.job(job.id).error is not None
    return house, job


def a_provider_is_done_when_the_job_was_given_up() -> None:
    house, job = _given_up()
    house.callbacks.wavespeed({}, b"prediction-1", job.id)


def a_video_arrives_when_the_job_was_given_up() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver()
    fetch = house.fetch_errors

    class TooLate(list[Exception]):
        def __bool__(self) -> bool:
            if not house.job(job.id).settled:
                house.clock.pass_s(DEADLINE_S + 200)
                house.sweep.run()
            return False

    house.fetch_errors = TooLate(fetch)
    house.deliver()
    assert house.job(job.id).error is not None


def callbacks_come() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver()
    house.clock.pass_s(5)
    house.callbacks.wavespeed({}, b"prediction-1", job.id)
    house.deliver_all()
    house.callbacks.wavespeed({}, b"prediction-1", job.id)
    house.callbacks.wavespeed({}, b"of-nobody", "a" * 26)

    def refuse(headers: object, body: bytes) -> str:
        raise NotAuthenticated("The signature is wrong.")

    house.callbacks._verify = {"wavespeed": refuse}
    with pytest.raises(NotAuthenticated):
        house.callbacks.wavespeed({}, b"prediction-1", job.id)


def a_prediction_belongs_to_another_job() -> None:
    house = House()
    house.provider.submits = ["p-1"]
    owner = PredictionOwner(job_id="b" * 26, attempt=1, at=START)
    house.store.transact(lambda tx: tx.create(documents.prediction_owner("wavespeed", "p-1"), owner))
    house.jobs.create(an_order())
    house.deliver()


STORIES = (
    a_video_is_made_shown_and_deleted,
    a_video_is_refused_by_policy,
    a_video_is_spoilt_after_it_was_paid_for,
    a_provider_is_full_and_our_key_is_dead,
    an_order_is_canceled_in_time,
    a_submit_has_no_answer,
    an_attempt_dies_in_its_submit,
    a_job_is_driven_by_an_operator_while_it_is_submitted,
    a_provider_is_done_when_the_job_was_given_up,
    a_video_arrives_when_the_job_was_given_up,
    callbacks_come,
    a_prediction_belongs_to_another_job,
)
