"""A callback is a hint: it may wake a poll, and changes nothing else."""

import pytest

from shared.errors import NotAuthenticated
from shared.model.job import Job, JobState
from tests.factories import an_order
from tests.fakes.fake_provider import running
from tests.house import House


def submitted(house: House, key: str = "k1") -> Job:
    job = house.jobs.create(an_order(key))
    house.deliver()
    return house.job(job.id)


def test_a_callback_brings_the_next_poll_forward_and_voids_the_old_message() -> None:
    house = House()
    job = submitted(house)
    old = house.queue.waiting[0]
    house.clock.pass_s(5)

    house.callbacks.wavespeed({}, b"prediction-1", job.id)
    new = house.queue.waiting[1]
    house.worker.run(new.message)

    assert new.due is None
    assert house.job(job.id).state is JobState.COMPLETED
    house.worker.run(old.message)
    assert house.entries() == ["hold", "capture"]


def test_f62_f64_a_callback_that_comes_ten_times_polls_once() -> None:
    house = House()
    house.provider.polls = [running()]
    job = submitted(house)
    house.clock.pass_s(5)
    for _ in range(10):
        house.callbacks.wavespeed({}, b"prediction-1", job.id)
        for asked in list(house.queue.waiting):
            if asked.due is None:
                house.queue.waiting.remove(asked)
                house.worker.run(asked.message)

    assert len(house.provider.fetched) == 1


def test_f63_a_forged_callback_reads_no_job() -> None:
    house = House()
    job = submitted(house)

    def refuse(headers: object, body: bytes) -> str:
        raise NotAuthenticated("The signature is wrong.")

    house.callbacks._verify = {"wavespeed": refuse}
    house.store.reads = 0
    with pytest.raises(NotAuthenticated):
        house.callbacks.wavespeed({}, b"prediction-1", job.id)
    assert house.store.reads == 0


def test_f65_an_old_callback_after_the_end_changes_nothing() -> None:
    house = House()
    job = submitted(house)
    house.deliver_all()
    before = house.job(job.id)

    house.callbacks.wavespeed({}, b"prediction-1", job.id)

    assert house.job(job.id) == before


def test_f66_a_callback_before_we_have_recorded_the_prediction_wakes_the_job_of_its_address() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.provider.on_submit = lambda: (_ for _ in ()).throw(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        house.deliver()
    house.provider.on_submit = lambda: None
    house.provider.found = running()
    house.clock.pass_s(200)

    house.callbacks.wavespeed({}, b"unknown", job.id)
    house.deliver_all()

    assert house.job(job.id).state is JobState.COMPLETED
    assert house.provider.submitted == 1


def test_f67_a_callback_that_names_our_prediction_and_anothers_job_wakes_only_the_owner() -> None:
    house = House()
    first, second = submitted(house, "k1"), submitted(house, "k2")
    house.clock.pass_s(5)

    house.callbacks.wavespeed({}, b"prediction-1", second.id)

    assert house.job(first.id).epoch == first.epoch + 1
    assert house.job(second.id).epoch == second.epoch


def test_a_callback_for_nothing_we_know_is_ignored() -> None:
    house = House()
    house.callbacks.wavespeed({}, b"unknown", "a" * 26)

    assert house.queue.asked == []
