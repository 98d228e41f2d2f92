"""From a prediction to a film that is kept, or to a release: settled once."""

from datetime import timedelta
from pathlib import Path

import pytest

from shared.errors import (
    JobNotCancelable,
    JobNotSettled,
    PermanentError,
    TransientError,
)
from shared.model.job import JobState
from shared.model.prediction import Prediction
from shared.store import documents
from tests.factories import an_order
from tests.fakes.fake_provider import FAILED, running, succeeded
from tests.house import DEADLINE_S, LEASE_S, House

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


def test_f74_f76_f78_a_file_that_does_not_come_is_asked_for_again_then_given_up() -> None:
    house = House()
    house.fetch_errors = [TransientError("truncated")] * 3
    assert house.make("k1").state is JobState.COMPLETED

    house.fetch_errors = [TransientError("truncated")] * 4
    job = house.make("k2")
    assert job.state is JobState.FAILED
    assert house.provider.submitted == 2
    assert house.balance() == (90, 0, 0)


def test_f77_f85_a_file_that_is_not_what_was_ordered_fails_and_releases() -> None:
    house = House()
    house.probe_errors = [PermanentError("Not a video.", code="result_unusable")]

    job = house.make()

    assert job.state is JobState.FAILED
    assert house.balance() == (100, 0, 0)
    assert house.objects.objects == {}


def test_f88_a_stored_file_whose_reply_was_lost_is_recognised() -> None:
    house = House()
    house.objects.lost_replies = 1

    job = house.make()

    assert job.state is JobState.COMPLETED
    assert house.entries() == ["hold", "capture"]


def test_f90_a_crash_after_the_upload_reuses_the_stored_film() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver()
    settle = house.worker._settle
    house.worker._settle = lambda *args, **more: (_ for _ in ()).throw(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        house.deliver()
    house.worker._settle = settle
    house.fetch_errors = [PermanentError("the provider's link is dead")]

    ended = house.sweep_until_settled(job.id)

    assert ended.state is JobState.COMPLETED
    assert house.fetch_errors, "the provider was asked for the file again"
    assert house.entries() == ["hold", "capture"]
    house.clock.pass_s(700)
    house.sweep.run()
    video = house.store.get(documents.video(f"{job.id}-1"))
    assert video is not None
    assert sorted(house.objects.objects) == sorted(file.name for file in video.files)


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


def test_f92_if_the_sweep_released_first_the_finish_is_refused_and_its_files_are_removed() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver()
    probe = house._probe

    def too_long(path: object) -> object:
        house.clock.pass_to(job.deadline + timedelta(seconds=200))
        house.sweep.run()
        return probe(path)

    object.__setattr__(house.worker._tools._collector._studio, "probe", too_long)
    house.deliver()

    ended = house.job(job.id)
    assert ended.state is JobState.FAILED
    assert house.entries() == ["hold", "release"]
    assert house.balance() == (100, 0, 0)
    house.clock.pass_s(700)
    house.sweep.run()
    assert house.objects.objects == {}


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


def test_f89_two_holders_store_side_by_side_and_the_losers_files_are_removed() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver()
    fetch = house._fetch

    def sleep_past_the_lease(url: str, target: Path) -> None:
        object.__setattr__(house.worker._tools._collector._studio, "fetch", fetch)
        house.clock.pass_s(LEASE_S + 10)
        house.sweep.run()
        house.deliver_all()
        fetch(url, target)

    object.__setattr__(house.worker._tools._collector._studio, "fetch", sleep_past_the_lease)
    house.deliver()

    video = house.store.get(documents.video(f"{job.id}-1"))
    assert video is not None
    assert len(house.objects.objects) == 8
    assert house.entries() == ["hold", "capture"]
    house.clock.pass_s(700)
    house.sweep.run()
    assert sorted(house.objects.objects) == sorted(file.name for file in video.files)


def test_f74_a_file_that_is_not_where_the_provider_said_is_asked_for_again_three_times() -> None:
    house = House()
    nowhere = succeeded(f"gs://media/jobs/{an_order('k1').job_id}/provider/1/sample_0.mp4")
    house.provider.polls = [nowhere, nowhere, nowhere, succeeded()]
    assert house.make("k1").state is JobState.COMPLETED

    house.provider.polls = [succeeded(nowhere.files[0].replace(an_order("k1").job_id, an_order("k2").job_id))]
    job = house.make("k2")
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "file_missing")
    assert house.provider.submitted == 2
    assert house.balance() == (90, 0, 0)
