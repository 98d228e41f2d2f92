"""The sweep: lost messages, lost attempts, deadlines, and its own crashes."""

from datetime import timedelta

import pytest

from shared.errors import Unavailable
from shared.model import lifecycle
from shared.model.job import JobState
from tests.factories import an_order
from tests.fakes.fake_provider import running
from tests.house import DEADLINE_S, House


def test_f21_f22_a_message_that_ran_and_died_is_sent_again_under_a_new_epoch() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.queue.waiting.clear()
    house.jobs.create(an_order())
    assert house.queue.waiting == [], "the name was used: asking again asks for nothing"
    house.clock.pass_s(61)

    assert house.sweep.run().driven == 1

    assert house.queue.waiting[0].message.epoch == job.epoch + 1


def test_f23_f28_a_queue_that_never_delivers_ends_in_a_release_at_the_deadline() -> None:
    house = House()
    house.queue.loses = True
    job = house.jobs.create(an_order())

    ended = house.sweep_until_settled(job.id)

    assert ended.state is JobState.FAILED
    assert DEADLINE_S <= (ended.updated_at - ended.created_at).total_seconds() <= DEADLINE_S + 120
    assert house.balance() == (100, 0, 0)
    assert house.provider.submitted == 0


def test_f23_a_queue_that_is_down_costs_nobody_anything_and_the_job_goes_on_later() -> None:
    house = House()
    house.queue.down = True
    job = house.jobs.create(an_order())
    house.clock.pass_s(300)
    house.sweep.run()
    house.queue.down = False

    assert house.sweep_until_settled(job.id).state is JobState.COMPLETED


def test_f27_a_message_that_comes_minutes_late_does_its_work_once() -> None:
    house = House()
    job = house.jobs.create(an_order())
    late = house.queue.waiting.pop().message
    house.clock.pass_s(200)
    house.sweep.run()
    house.deliver_all()
    house.worker.run(late)

    assert house.job(job.id).state is JobState.COMPLETED
    assert house.provider.submitted == 1
    assert house.entries() == ["hold", "capture"]


def test_f101_fifty_releases_of_one_job_are_one() -> None:
    house = House()
    house.queue.loses = True
    house.jobs.create(an_order())
    house.clock.pass_s(DEADLINE_S + 200)
    for _ in range(50):
        house.sweep.run()

    assert house.entries() == ["hold", "release"]
    assert house.balance() == (100, 0, 0)


def test_f102_a_sweep_that_dies_in_the_middle_is_continued_by_the_next() -> None:
    house = House()
    house.queue.loses = True
    jobs = [house.jobs.create(an_order(f"k{n}", price=1)) for n in range(6)]
    house.clock.pass_s(DEADLINE_S + 200)
    commits = []

    def die_at_the_third() -> None:
        commits.append(1)
        if len(commits) == 3:
            raise KeyboardInterrupt
        house.store.before_commit = die_at_the_third

    house.store.before_commit = die_at_the_third
    with pytest.raises(KeyboardInterrupt):
        house.sweep.run()
    assert sum(house.job(job.id).settled for job in jobs) == 2
    house.store.before_commit = None

    assert house.sweep.run().failed == 4
    assert house.balance() == (100, 0, 0)


def test_f103_two_sweeps_at_once_do_the_work_of_one() -> None:
    house = House()
    house.queue.loses = True
    job = house.jobs.create(an_order())
    house.clock.pass_s(DEADLINE_S + 200)
    house.store.before_commit = house.sweep.run

    house.sweep.run()

    assert house.job(job.id).state is JobState.FAILED
    assert house.entries() == ["hold", "release"]


def test_f104_a_row_that_was_settled_since_the_query_is_left_alone() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.clock.pass_s(61)
    stale = house.job(job.id)
    house.deliver_all()
    before = house.job(job.id)
    house.store.find = lambda query: [stale]

    report = house.sweep.run()

    assert (report.driven, report.failed, report.spared) == (0, 0, 1)
    assert house.job(job.id) == before


def test_f105_a_long_job_that_is_alive_is_never_swept() -> None:
    house = House()
    house.provider.polls = [running()]
    house.jobs.create(an_order())
    driven = 0
    while house.deliver() is not None:
        driven += house.sweep.run().driven

    assert driven == 0


def test_f106_many_orphans_are_swept_oldest_first_and_all_in_the_end() -> None:
    house = House(available=1000, active_jobs_max=1000)
    house.queue.loses = True
    for n in range(250):
        house.jobs.create(an_order(f"k{n}", price=1))
        house.clock.pass_s(1)
    house.clock.pass_s(DEADLINE_S + 200)

    report = house.sweep.run()

    assert report.failed == 250
    assert house.balance() == (1000, 0, 0)


def test_the_sweep_reads_only_what_is_broken() -> None:
    house = House(available=2000, active_jobs_max=2000)
    for n in range(300):
        house.jobs.create(an_order(f"k{n}", price=1))
    house.clock.pass_s(61)
    for n in range(900):
        house.jobs.create(an_order(f"fresh{n}", price=1))
    house.store.reads = 0

    assert house.sweep.run().driven == 300
    assert house.store.reads <= 300 * 2 + 10


def test_f128_a_database_that_is_down_stops_the_sweep_and_harms_nothing() -> None:
    house = House()
    house.jobs.create(an_order())
    house.clock.pass_s(61)
    house.store.down = True
    with pytest.raises(Unavailable):
        house.sweep.run()
    house.store.down = False

    assert house.sweep.run().driven == 1


@pytest.mark.parametrize("seed", range(10))
def test_lost_replies_never_make_the_sweep_pay_twice(seed: int) -> None:
    house = House(lose_replies=0.5)
    house.store._random.seed(seed)
    house.queue.loses = True
    job = house.jobs.create(an_order())
    house.clock.pass_s(DEADLINE_S + 200)

    house.sweep.run()

    assert house.job(job.id).state is JobState.FAILED
    assert house.entries() == ["hold", "release"]


def test_a_submitted_job_is_asked_for_once_more_before_it_is_given_up() -> None:
    house = House()
    house.provider.polls = [running()]
    job = house.jobs.create(an_order())
    house.deliver()
    house.queue.waiting.clear()
    asked = len(house.provider.fetched)
    house.clock.pass_to(job.deadline + timedelta(seconds=61))

    house.sweep.run()
    assert not house.job(job.id).settled
    house.deliver_all()

    assert len(house.provider.fetched) == asked + 1
    assert house.job(job.id).error == lifecycle.DEADLINE_PASSED
