"""The sweep: lost messages, lost attempts, deadlines, tidying, and its own crashes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.errors import TransientError, Unavailable
from shared.job_types import generate
from shared.job_types.base import Tools
from shared.model import lifecycle
from shared.model.job import Job, JobState
from shared.model.messages import StepMessage
from shared.model.outcome import Done
from shared.model.prediction import Prediction
from shared.services import sweep
from shared.store import documents
from tests.factories import an_order
from tests.fakes.fake_provider import FAILED, running, succeeded
from tests.house import DEADLINE_S, LEASE_S, House


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


def test_f130_a_bucket_that_is_down_keeps_no_credits_from_anybody() -> None:
    house = House(available=1000, active_jobs_max=1000)
    untidy = [house.jobs.create(an_order(f"untidy{n}", price=1)) for n in range(sweep.BATCH + 1)]
    for job in untidy:
        house.jobs.cancel("alice", job.id)
        house.jobs.delete("alice", job.id)
    house.queue.loses = True
    orphan = house.jobs.create(an_order("k1"))
    house.clock.pass_s(DEADLINE_S + 200)
    house.objects.down = True

    report = house.sweep.run()

    assert (report.failed, report.stuck) == (1, len(untidy))
    assert house.job(orphan.id).state is JobState.FAILED
    house.objects.down = False
    assert house.sweep.run().tidied == len(untidy)


def stored_and_lost(house: House) -> Job:
    """Return a job whose attempt stored its video and then was lost."""
    job = house.jobs.create(an_order())
    house.deliver()
    end, house.worker._end = (
        house.worker._end,
        lambda job, outcome: (_ for _ in ()).throw(KeyboardInterrupt()),
    )
    with pytest.raises(KeyboardInterrupt):
        house.deliver()
    house.worker._end = end
    assert house.objects.objects
    return house.job(job.id)


def redeliver_after_the_lease(house: House, job: Job) -> Job:
    house.clock.pass_s(LEASE_S + 1)
    house.worker.run(StepMessage(job_id=job.id, epoch=job.epoch))
    return house.job(job.id)


def test_f89_what_a_lost_attempt_stored_is_removed_although_its_message_was_just_delivered_again() -> None:
    house = House()
    job = redeliver_after_the_lease(house, stored_and_lost(house))
    assert job.state is JobState.COMPLETED

    house.clock.pass_s(lifecycle.TIDY_AFTER_S + 1)
    house.sweep.run()

    video = house.store.get(documents.video(f"{job.id}-1"))
    assert video is not None
    assert sorted(house.objects.objects) == sorted(file.name for file in video.files)


def test_what_an_order_that_broke_left_behind_is_removed_when_its_job_is_canceled() -> None:
    house = House()
    job = stored_and_lost(house)
    house.provider.polls = [Prediction("p", FAILED, error=TransientError("It broke."))]
    redeliver_after_the_lease(house, job)
    house.jobs.cancel("alice", job.id)

    house.clock.pass_s(lifecycle.TIDY_AFTER_S + 1)
    house.sweep.run()

    assert not house.objects.objects


@pytest.mark.parametrize("end", ["cancel", "give up"])
def test_f93_what_an_attempt_without_a_provider_stored_is_removed_when_its_job_ends_meanwhile(
    end: str,
) -> None:
    def attempt(job: Job, tools: Tools) -> Done:
        video = tools.collect(job, succeeded())
        if end == "cancel":
            house.jobs.cancel("alice", job.id)
        else:
            house.clock.pass_s(DEADLINE_S)
            house.sweep.run()
        return Done(video)

    house = House(job_types={"generate": replace(generate.JOB_TYPE, attempt=attempt)})
    job = house.make()
    assert job.state in {JobState.CANCELED, JobState.FAILED}

    house.clock.pass_s(lifecycle.TIDY_AFTER_S + 1)
    house.sweep.run()

    assert not house.objects.objects


def test_f40_what_a_zombie_writes_after_its_job_was_deleted_is_removed() -> None:
    house = House()
    job = redeliver_after_the_lease(house, stored_and_lost(house))
    house.jobs.delete("alice", job.id)
    house.sweep.run()
    house.objects._keep(f"{job.folder}/9/video.mp4", b"the zombie's", "video/mp4")

    house.clock.pass_s(lifecycle.TIDY_AFTER_S + 1)
    house.sweep.run()

    assert not house.objects.objects
    assert house.job(job.id).sweep_after is None


def test_a_job_that_is_deleted_while_it_is_tidied_is_tidied_again() -> None:
    house = House()
    job = redeliver_after_the_lease(house, stored_and_lost(house))
    house.clock.pass_s(lifecycle.TIDY_AFTER_S + 1)
    house.store.before_commit = lambda: house.jobs.delete("alice", job.id)
    house.sweep.run()
    assert house.job(job.id).deleted_at is not None

    house.clock.pass_s(1)
    house.sweep.run()

    assert not house.objects.objects
