"""Canceling: free until the provider is paid, refused afterwards, and done once."""

import pytest

from shared.errors import JobNotCancelable
from shared.model.job import JobState
from tests.factories import an_order
from tests.house import House


def test_f117_a_waiting_job_is_canceled_for_free_and_its_message_does_nothing() -> None:
    house = House()
    job = house.jobs.create(an_order())

    canceled = house.jobs.cancel("alice", job.id)
    house.deliver_all()

    assert canceled.state is JobState.CANCELED
    assert house.job(job.id).state is JobState.CANCELED
    assert house.provider.submitted == 0
    assert house.balance() == (100, 0, 0)


def test_f118_a_job_that_was_paid_for_at_the_provider_is_not_canceled() -> None:
    house = House()
    job = house.jobs.create(an_order())
    refusals = []

    def cancel() -> None:
        with pytest.raises(JobNotCancelable) as refused:
            house.jobs.cancel("alice", job.id)
        refusals.append(str(refused.value))

    house.provider.on_submit = cancel
    house.deliver_all()

    assert len(refusals) == 1
    assert "already being made" in refusals[0]
    assert house.job(job.id).state is JobState.COMPLETED


def test_f118_a_cancel_that_comes_between_claim_and_intent_wins_and_nothing_is_submitted() -> None:
    house = House()
    job = house.jobs.create(an_order())
    claimed: list[bool] = []

    def cancel_after_claim() -> None:
        claimed.append(True)
        house.store.before_commit = lambda: house.jobs.cancel("alice", job.id)

    house.store.before_commit = cancel_after_claim
    house.deliver()

    assert house.provider.submitted == 0
    assert house.job(job.id).state is JobState.CANCELED
    assert house.balance() == (100, 0, 0)


def test_f119_canceling_twice_is_once_and_after_the_end_is_refused() -> None:
    house = House()
    first = house.jobs.create(an_order("k1"))
    house.jobs.cancel("alice", first.id)
    house.jobs.cancel("alice", first.id)
    assert house.entries() == ["hold", "release"]

    second = house.jobs.create(an_order("k2"))
    house.deliver_all()
    with pytest.raises(JobNotCancelable):
        house.jobs.cancel("alice", second.id)
    assert house.balance() == (90, 0, 0)
