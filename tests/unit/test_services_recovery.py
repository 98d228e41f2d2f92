"""After an outage, or on a database of an earlier time: every job goes on, and nothing is ordered twice."""

import copy
from typing import Any

import pytest

from shared.errors import NotOurDay, SubmitUnknown
from shared.model.job import Job, JobState
from shared.model.memo import Intended
from shared.queue.cloud_tasks import task_id_of
from shared.services.recovery import BATCH, Recovery, Which
from tests.divided import divided
from tests.factories import an_order
from tests.fakes.fake_provider import running, succeeded
from tests.house import DEADLINE_S, House


def recover(house: House, *, time_s: float = 60, **which: Any) -> Any:
    wanted = {
        "provider": None,
        "restored": False,
        "since": house.clock(),
        "reason": "a test",
        "actor": "oscar",
    }
    recovery = Recovery(house.store, house.queue, now=house.clock, time_s=time_s)
    return recovery.run(Which(**{**wanted, **which}))


def test_after_an_outage_each_job_of_the_provider_goes_on_with_its_time_anew() -> None:
    house = House()
    house.provider.submits = [NotOurDay("Not today.")] * 2
    ours, other = house.jobs.create(an_order("k1")), house.jobs.create(an_order("k2", provider="vertex"))
    house.deliver()
    house.deliver()
    house.clock.pass_s(DEADLINE_S - 60)

    report = recover(house, provider="wavespeed")

    assert (report.driven, report.left_alone, report.more) == (1, 1, False)
    assert house.job(other.id).deadline == other.deadline
    house.clock.pass_s(120)
    house.sweep.run()
    house.deliver_all()
    assert house.job(ours.id).state is JobState.COMPLETED
    assert "redriven" in house.events(ours.id)


def test_a_job_that_is_being_worked_on_is_left_alone() -> None:
    house = House()
    job = house.jobs.create(an_order())
    seen = []
    house.provider.on_submit = lambda: seen.append(recover(house).driven)

    house.deliver_all()

    assert seen == [0]
    assert house.job(job.id).state is JobState.COMPLETED


def test_it_goes_on_where_it_stopped_and_drives_none_twice() -> None:
    house = House(available=10_000, active_jobs_max=1000)
    jobs = [house.jobs.create(an_order(f"k{n}")) for n in range(2 * BATCH + 5)]
    house.clock.pass_s(1)

    first = recover(house, time_s=-1)
    house.clock.pass_s(1)
    then = recover(house, since=first.since)

    assert (first.driven, first.more) == (BATCH, True)
    assert (then.driven, then.more) == (BATCH + 5, False)
    assert {house.job(job.id).epoch for job in jobs} == {2}


def test_nothing_that_has_ended_is_touched() -> None:
    house = House()
    job = house.make()

    assert recover(house, restored=True).driven == 0
    assert house.job(job.id).state is JobState.COMPLETED


def then_and_now(house: House) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the database as it stands."""
    return copy.deepcopy(house.store.documents), dict(house.store.versions)


def restore(house: House, then: tuple[dict[str, Any], dict[str, int]]) -> None:
    """Bring the database back to what it was; queue, provider and bucket stay as they are."""
    house.store.documents, house.store.versions = copy.deepcopy(then[0]), dict(then[1])
    house.queue.waiting.clear()


def test_f115_an_order_placed_after_the_time_of_the_restore_is_found_and_not_placed_again() -> None:
    house = House()
    job = house.jobs.create(an_order())
    then = then_and_now(house)
    house.provider.polls = [running()]
    house.deliver()
    assert house.provider.submitted == 1
    house.clock.pass_s(600)
    restore(house, then)
    house.provider.found = running()
    house.provider.polls = [succeeded()]

    assert recover(house, restored=True).driven == 1
    house.deliver_all()

    assert house.job(job.id).state is JobState.COMPLETED
    assert house.provider.submitted == 1
    assert house.entries() == ["hold", "capture"]


def test_f115_an_order_that_was_not_placed_is_placed_once_it_was_looked_for() -> None:
    house = House()
    job = house.jobs.create(an_order())
    then = then_and_now(house)
    restore(house, then)

    recover(house, restored=True)
    house.deliver_all()

    assert house.provider.lookups >= 2
    assert house.job(job.id).state is JobState.COMPLETED
    assert house.provider.submitted == 1


def test_f115_without_it_the_order_would_be_placed_twice() -> None:
    """Why a restore is not enough by itself."""
    house = House()
    house.jobs.create(an_order())
    then = then_and_now(house)
    house.deliver()
    restore(house, then)
    house.clock.pass_s(120)
    house.queue._names.clear()

    house.sweep.run()
    house.deliver_all()

    assert house.provider.submitted == 2


def test_f115_no_name_epoch_or_fence_of_the_lost_time_is_used_again() -> None:
    house = House()
    house.provider.polls = [running()]
    job = house.jobs.create(an_order())
    then = then_and_now(house)
    for _ in range(8):
        house.deliver()
    used = {task_id_of(asked.message) for asked in house.queue.asked}
    latest = house.job(job.id).epoch
    restore(house, then)

    recover(house, restored=True)

    assert house.job(job.id).epoch > latest
    assert task_id_of(house.queue.waiting[0].message) not in used


def test_f115_segments_leave_their_epochs_out_too() -> None:
    house = House()
    job = divided(house)
    then = then_and_now(house)
    house.deliver()
    restore(house, then)

    recover(house, restored=True)
    house.deliver_all()

    assert house.job(job.id).state is JobState.COMPLETED
    assert house.balance()[1] == 0


def test_f115_an_intent_of_before_is_looked_up_as_ever() -> None:
    house = House()
    house.provider.submits = [SubmitUnknown("no answer")]
    job = house.jobs.create(an_order())
    house.deliver()
    memo = house.job(job.id).memo
    assert isinstance(memo, Intended)

    recover(house, restored=True, since=house.clock())

    after: Job = house.job(job.id)
    assert isinstance(after.memo, Intended)
    assert not after.memo.refused


@pytest.mark.parametrize("restored", [False, True])
def test_a_commit_whose_reply_is_lost_drives_once(restored: bool) -> None:
    house = House(lose_replies=0.5)
    job = house.jobs.create(an_order())
    house.clock.pass_s(1)

    assert recover(house, restored=restored).driven == 1
    assert house.events(job.id).count("restored" if restored else "redriven") == 1
