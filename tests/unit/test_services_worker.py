"""Attempts: claimed once, fenced, taken over when they are lost."""

from datetime import timedelta

import pytest

from shared.model.job import Job, JobState
from shared.model.memo import Intended
from shared.model.messages import StepMessage
from tests.factories import an_order
from tests.fakes.fake_provider import running, succeeded
from tests.house import LEASE_S, House


def test_f25_f26_f31_f59_ten_copies_of_every_message_do_the_work_of_one() -> None:
    house = House()
    house.provider.polls = [running(), running(), succeeded()]
    job = house.jobs.create(an_order())
    outstanding = []
    while (message := house.deliver()) is not None:
        for _ in range(10):
            house.worker.run(message)
        outstanding.append(len(house.queue.waiting))

    assert house.provider.submitted == 1
    assert len(house.provider.fetched) == 3
    assert max(outstanding) == 1
    assert house.entries() == ["hold", "capture"]
    assert house.job(job.id).state is JobState.COMPLETED


def test_f32_f56_two_workers_at_once_submit_once() -> None:
    house = House()
    house.jobs.create(an_order())
    message = house.queue.waiting[0].message
    house.store.before_commit = lambda: house.worker.run(message)

    house.deliver_all()

    assert house.provider.submitted == 1
    assert house.entries() == ["hold", "capture"]


def test_f33_a_redelivery_while_the_first_attempt_is_alive_does_nothing() -> None:
    house = House()
    house.jobs.create(an_order())
    message = house.queue.waiting[0].message
    house.provider.on_submit = lambda: house.worker.run(message)

    house.deliver_all()

    assert house.provider.submitted == 1


def test_f34_a_message_of_a_later_or_earlier_epoch_does_nothing() -> None:
    house = House()
    job = house.jobs.create(an_order())
    for epoch in (2, 7):
        house.worker.run(StepMessage(job_id=job.id, epoch=epoch))
    assert house.job(job.id).attempt == 0

    house.worker.run(StepMessage(job_id="a" * 26, epoch=1))
    assert house.provider.submitted == 0


def test_f39_a_crash_right_after_the_claim_is_taken_over_when_the_lease_ends() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.worker._claim(house.queue.waiting.pop().message)
    house.clock.pass_s(LEASE_S - 1)
    assert house.sweep.run().driven == 0

    ended = house.sweep_until_settled(job.id)

    assert ended.state is JobState.COMPLETED
    assert ended.attempt >= 3
    assert house.provider.submitted == 1


def test_f40_f95_a_zombie_that_comes_back_after_the_takeover_writes_nothing() -> None:
    house = House()
    job = house.jobs.create(an_order())
    seen: list[Job] = []

    def sleep_past_the_lease() -> None:
        house.provider.on_submit = lambda: None
        house.clock.pass_s(LEASE_S + 10)
        house.sweep.run()
        house.deliver_all()
        seen.append(house.job(job.id))

    house.provider.on_submit = sleep_past_the_lease
    house.deliver()
    after = house.job(job.id)

    assert after == seen[0]
    assert isinstance(after.memo, Intended)
    assert house.provider.submitted == 1


def test_f41_a_zombie_that_wakes_before_its_intent_does_not_submit() -> None:
    house = House()
    job = house.jobs.create(an_order())
    message = house.queue.waiting.pop().message
    zombie = house.worker._claim(message)
    assert zombie is not None
    house.clock.pass_s(LEASE_S + 10)
    house.sweep.run()
    house.deliver_all()
    submitted = house.provider.submitted

    house.worker._claim = lambda message: zombie
    house.worker.run(message)

    assert house.provider.submitted == submitted == 1
    assert house.job(job.id).state is JobState.COMPLETED


def test_f40_a_claim_that_was_given_up_before_it_knew_itself_again_is_no_claim() -> None:
    house = House()
    job = house.jobs.create(an_order())
    message = house.queue.waiting.pop().message
    commit = house.store._commit

    def lose_the_reply_for_a_whole_lease(writes: list[object]) -> bool:
        house.store._commit = commit
        commit(writes)
        house.clock.pass_s(LEASE_S + 10)
        house.sweep.run()
        return False

    house.store._commit = lose_the_reply_for_a_whole_lease
    house.worker.run(message)

    assert house.provider.submitted == 0
    assert house.job(job.id).lease_expires_at is None
    assert house.sweep_until_settled(job.id).state is JobState.COMPLETED


def test_f44_a_message_for_a_settled_or_deleted_job_does_nothing() -> None:
    house = House()
    job = house.make()
    house.jobs.delete("alice", job.id)
    before = house.job(job.id)

    house.worker.run(StepMessage(job_id=job.id, epoch=before.epoch))

    assert house.job(job.id) == before


def test_f46_a_job_that_kills_its_worker_every_time_is_failed_and_released() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.worker._attempt = lambda job: (_ for _ in ()).throw(MemoryError())
    for _ in range(20):
        for asked in list(house.queue.waiting):
            house.queue.waiting.remove(asked)
            with pytest.raises(MemoryError):
                house.worker.run(asked.message)
        house.clock.pass_s(LEASE_S + 10)
        house.sweep.run()

    ended = house.job(job.id)
    assert ended.state is JobState.FAILED
    assert ended.error is not None
    assert ended.error.code == "attempts_lost"
    assert house.balance() == (100, 0, 0)


def test_f42_an_instance_whose_clock_is_five_minutes_slow_changes_nothing_but_the_work() -> None:
    house = House()
    house.provider.polls = [running(), succeeded()]
    job = house.jobs.create(an_order())
    house.deliver()
    house.clock.time -= timedelta(minutes=5)
    revision = house.job(job.id).revision

    house.worker.run(house.queue.waiting.pop().message)
    house.deliver_all()

    assert house.job(job.id).revision > revision
    assert house.job(job.id).state is JobState.COMPLETED
    assert house.entries() == ["hold", "capture"]
