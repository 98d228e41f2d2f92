"""Submits: paid once, looked up when their answer was lost, tried again by the rules."""

from datetime import timedelta

import pytest

from shared.errors import (
    HighDemand,
    NotOurDay,
    PermanentError,
    SubmitUnknown,
    Throttled,
    TransientError,
)
from shared.model.job import JobState
from shared.model.memo import Intended
from shared.model.owner import PredictionOwner
from shared.store import documents
from tests.factories import an_order
from tests.fakes.fake_provider import running
from tests.house import House

POLICY = PermanentError("Refused.", code="policy")


def test_f47_an_intent_without_a_call_is_looked_up_and_given_up_at_the_deadline() -> None:
    house = House()
    house.provider.submits = [SubmitUnknown("no answer")]
    house.provider.found = None

    job = house.make()

    assert job.state is JobState.FAILED
    assert house.provider.submitted == 1
    assert house.provider.lookups > 3
    assert house.balance() == (100, 0, 0)


@pytest.mark.parametrize("number", ["f48", "f49"])
def test_f48_f49_a_submit_whose_answer_was_lost_is_found_and_never_repeated(number: str) -> None:
    house = House()
    house.provider.submits = [SubmitUnknown("timed out")]
    house.provider.found = running()

    job = house.make()

    assert job.state is JobState.COMPLETED
    assert house.provider.submitted == 1
    owner = house.store.get(documents.prediction_owner("wavespeed", "p"))
    assert owner is not None
    assert owner.job_id == job.id


def test_f48_a_crash_between_the_call_and_the_record_is_looked_up_by_the_next_attempt() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.provider.on_submit = lambda: (_ for _ in ()).throw(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        house.deliver()
    house.provider.on_submit = lambda: None
    house.provider.found = running()

    ended = house.sweep_until_settled(job.id)

    assert ended.state is JobState.COMPLETED
    assert house.provider.submitted == 1
    assert house.entries() == ["hold", "capture"]


def test_f48_an_order_keeps_its_name_at_the_provider_when_the_attempt_that_made_it_is_lost() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.provider.on_submit = lambda: (_ for _ in ()).throw(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        house.deliver()
    house.provider.on_submit = lambda: None
    house.provider.found = running()

    house.sweep_until_settled(job.id)

    assert house.job(job.id).errors == 1, "a lost attempt counts as an error"
    assert house.provider.sought[0][0] == house.provider.requests[0]


def test_f42_an_order_is_found_although_the_clock_that_dated_its_intent_was_five_minutes_fast() -> None:
    house = House()
    house.provider.submits = [SubmitUnknown("HTTP 502", refused=True)]
    house.provider.found = running()
    house.jobs.create(an_order())
    ordered_at = house.clock.time - timedelta(minutes=5)

    house.deliver_all()

    assert house.provider.sought[0][1] < ordered_at


def test_f50_a_submit_that_never_left_is_tried_again_after_60_120_and_240_seconds() -> None:
    house = House()
    house.provider.submits = [TransientError("connection refused")] * 3
    job = house.jobs.create(an_order())
    gaps = []
    for _ in range(3):
        house.deliver()
        due = house.queue.waiting[0].due
        assert due is not None
        gaps.append(round((due - house.clock.time).total_seconds()))
    house.deliver_all()

    assert gaps == [60, 120, 240]
    assert house.job(job.id).state is JobState.COMPLETED
    assert house.provider.submitted == 4


def test_f50_after_three_errors_the_fourth_fails_the_job() -> None:
    house = House()
    house.provider.submits = [TransientError("connection refused")] * 4

    job = house.make()

    assert job.state is JobState.FAILED
    assert house.balance() == (100, 0, 0)


def test_high_demand_waits_180_seconds_at_most_five_times() -> None:
    house = House()
    house.provider.submits = [HighDemand("full")] * 6

    job = house.make()

    assert job.state is JobState.FAILED
    assert job.busy == 5
    assert house.provider.submitted == 6
    assert (job.updated_at - job.created_at).total_seconds() == pytest.approx(5 * 180, abs=1)


def test_f51_a_429_waits_as_told_and_uses_up_no_attempt() -> None:
    house = House()
    house.provider.submits = [Throttled("slow down", retry_after_s=33)] * 8

    job = house.make()

    assert job.state is JobState.COMPLETED
    assert (job.errors, job.busy) == (0, 0)
    assert house.provider.submitted == 9
    assert (job.updated_at - job.created_at).total_seconds() >= 8 * 33


def test_f52_a_refused_submit_that_is_not_in_the_providers_list_is_ordered_again() -> None:
    house = House()
    house.provider.submits = [SubmitUnknown("HTTP 502", refused=True)]

    job = house.make()

    assert job.state is JobState.COMPLETED
    assert house.provider.submitted == 2
    assert house.provider.lookups >= 2
    assert house.provider.requests[0].seed != house.provider.requests[1].seed


def test_f52_looks_that_callbacks_brought_forward_do_not_count_against_the_order() -> None:
    house = House()
    house.provider.submits = [SubmitUnknown("HTTP 502", refused=True)]
    job = house.jobs.create(an_order())
    house.deliver()
    house.queue.waiting.clear()
    for _ in range(4):
        house.clock.pass_s(2)
        house.callbacks.wavespeed({}, b"prediction", job.id)
        house.deliver()

    assert house.provider.lookups == 4
    assert isinstance(house.job(job.id).memo, Intended)


def test_f52_without_a_list_that_sees_everything_nothing_is_ordered_again() -> None:
    house = House()
    house.provider.authoritative_lookup = False
    house.provider.submits = [SubmitUnknown("HTTP 502", refused=True)]

    job = house.make()

    assert job.state is JobState.FAILED
    assert house.provider.submitted == 1


def test_f53_a_policy_refusal_fails_at_once_and_returns_the_credits() -> None:
    house = House()
    house.provider.submits = [POLICY]

    job = house.make()

    assert job.state is JobState.FAILED
    assert job.error is not None
    assert (job.error.code, job.error.message) == ("policy", "Refused.")
    assert house.provider.submitted == 1
    assert house.entries() == ["hold", "release"]
    assert house.balance() == (100, 0, 0)


def test_f54_while_our_own_account_is_refused_jobs_wait_and_nobody_is_failed() -> None:
    house = House()
    house.provider.submits = [NotOurDay("key refused")] * 12

    job = house.make()

    assert job.state is JobState.COMPLETED
    assert job.errors == 0


def test_f55_a_prediction_of_another_job_is_never_attached() -> None:
    house = House()
    house.provider.submits = ["same-id", "same-id"]
    first = house.make("k1")
    second = house.jobs.create(an_order("k2"))
    house.deliver_all()
    after = house.job(second.id)

    assert first.state is JobState.COMPLETED
    assert after.state is JobState.FAILED
    assert "foreign_prediction" in house.events(second.id)
    assert house.entries() == ["hold", "capture", "hold", "release"]


def test_f55_of_two_jobs_that_are_given_one_prediction_at_one_moment_one_follows_it() -> None:
    house = House()
    job = house.jobs.create(an_order())
    place = documents.prediction_owner("wavespeed", "prediction-1")
    rival = PredictionOwner(job_id="rival", attempt=1, at=house.clock.time)

    def attach_the_rivals() -> None:
        house.store.transact(lambda tx: tx.create(place, rival))

    house.provider.on_submit = lambda: setattr(house.store, "before_commit", attach_the_rivals)
    house.deliver()

    assert house.store.get(place) == rival
    assert isinstance(house.job(job.id).memo, Intended)
