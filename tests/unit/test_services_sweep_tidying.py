"""Tidying: what lost attempts, zombies and deleted jobs left in the bucket is removed, sooner or later."""

from dataclasses import replace

import pytest

from shared.errors import TransientError
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
from tests.fakes.fake_provider import FAILED, succeeded
from tests.house import DEADLINE_S, LEASE_S, House


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
