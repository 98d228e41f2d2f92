"""From a prediction to a result: waited for, forgotten, too late or beside another end; settled once."""

from datetime import timedelta

import pytest

from shared.errors import JobNotCancelable, JobNotSettled, PermanentError, TransientError
from shared.model.job import JobState
from shared.model.prediction import Prediction
from shared.store import documents
from tests.factories import an_order
from tests.fakes.fake_provider import FAILED, running, succeeded
from tests.house import DEADLINE_S, House

POLICY = PermanentError("Refused.", code="policy")


def test_a_job_is_submitted_once_polled_collected_and_captured() -> None:
    house = House()
    house.provider.polls = [running(), running(40), running(20), succeeded()]

    job = house.make()

    assert job.state is JobState.COMPLETED
    assert house.provider.submitted == 1
    assert house.balance() == (90, 0, 0)
    assert house.events(job.id) == ["created", "started", "intended", "submitted", "completed"]
    video = house.store.get(documents.video(f"{job.id}-1"))
    assert video is not None
    assert sorted(house.objects.objects) == sorted(file.name for file in video.files)


def test_f58_a_lost_poll_message_is_sent_again_by_the_sweep() -> None:
    house = House()
    house.provider.polls = [running(), succeeded()]
    job = house.jobs.create(an_order())
    house.deliver()
    house.queue.waiting.clear()

    ended = house.sweep_until_settled(job.id)

    assert ended.state is JobState.COMPLETED
    assert house.provider.submitted == 1


def test_f60_a_provider_that_hangs_for_ever_is_given_up_at_the_deadline() -> None:
    house = House()
    house.provider.polls = [running()]

    job = house.make()

    assert job.state is JobState.FAILED
    assert job.error is not None
    assert job.error.code == "deadline_passed"
    assert (job.updated_at - job.created_at).total_seconds() == pytest.approx(DEADLINE_S, abs=2)
    assert house.balance() == (100, 0, 0)


def test_a_video_that_is_ready_at_the_last_look_still_counts() -> None:
    house = House()
    house.provider.polls = [running()]
    job = house.jobs.create(an_order())
    house.deliver()
    house.queue.waiting.clear()
    house.provider.polls = [succeeded()]
    house.clock.pass_to(job.deadline + timedelta(seconds=5))

    house.sweep.run()
    house.deliver_all()

    assert house.job(job.id).state is JobState.COMPLETED


def test_f61_f71_what_comes_after_the_end_changes_nothing() -> None:
    house = House()
    house.provider.polls = [Prediction("p", FAILED, error=POLICY), succeeded()]
    job = house.make()
    assert job.state is JobState.FAILED

    house.callbacks.wavespeed({}, b"prediction-1", job.id)
    house.deliver_all()

    assert house.job(job.id) == job
    assert house.objects.objects == {}
    assert house.balance() == (100, 0, 0)


def test_f69_progress_never_goes_back_and_never_says_100_too_early() -> None:
    house = House()
    house.provider.polls = [running(30), running(10), running(99), running(None), succeeded()]
    job = house.jobs.create(an_order())
    shown = []
    while house.deliver() is not None:
        shown.append(house.job(job.id).progress)

    assert shown == [None, 30, 30, 99, 99, 100]


def test_f70_a_success_without_a_video_is_a_failure_that_costs_nothing() -> None:
    house = House()
    house.provider.polls = [Prediction("p", succeeded().state)]

    job = house.make()

    assert job.error is not None
    assert job.error.code == "filtered"
    assert house.balance() == (100, 0, 0)


def test_f72_a_prediction_the_provider_forgot_is_given_up_after_three_answers() -> None:
    house = House()
    house.provider.polls = [None]

    job = house.make()

    assert job.error is not None
    assert job.error.code == "prediction_gone"
    assert len(house.provider.fetched) == 3


def test_f72_a_single_miss_is_forgiven() -> None:
    house = House()
    house.provider.polls = [None, None, running(), None, succeeded()]

    assert house.make().state is JobState.COMPLETED


def test_polls_that_fail_never_fail_a_paid_job() -> None:
    house = House()
    house.provider.polls = [TransientError("HTTP 502")] * 9 + [succeeded()]

    job = house.make()

    assert job.state is JobState.COMPLETED
    assert job.errors == 0


@pytest.mark.parametrize("seed", range(20))
def test_f91_lost_replies_at_any_commit_settle_the_job_once(seed: int) -> None:
    house = House(lose_replies=0.4)
    house.store._random.seed(seed)
    house.provider.polls = [running(), running(), succeeded()]

    job = house.make()

    assert job.state is JobState.COMPLETED
    assert house.provider.submitted == 1
    assert house.entries() == ["hold", "capture"]
    assert house.balance() == (90, 0, 0)


def test_f93_a_finish_and_a_cancel_at_once_have_one_winner() -> None:
    house = House()
    job = house.jobs.create(an_order())
    message = house.queue.waiting[0].message
    house.store.before_commit = lambda: house.worker.run(message)

    with pytest.raises(JobNotCancelable):
        house.jobs.cancel("alice", job.id)
    house.deliver_all()

    assert house.entries() == ["hold", "capture"]


def test_f94_a_delete_never_meets_a_job_under_way() -> None:
    house = House()
    job = house.jobs.create(an_order())
    refusals: list[str] = []

    def delete() -> None:
        with pytest.raises(JobNotSettled) as refused:
            house.jobs.delete("alice", job.id)
        refusals.append(str(refused.value))

    house.provider.on_submit = delete
    house.deliver_all()

    assert len(refusals) == 1

    assert house.job(job.id).deleted_at is None
    assert house.entries() == ["hold", "capture"]
