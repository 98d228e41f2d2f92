"""Attempts: claimed once, fenced, retried by the rules, settled once."""

from datetime import timedelta
from pathlib import Path

import pytest

from shared.errors import (
    HighDemand,
    JobNotCancelable,
    JobNotSettled,
    NotOurDay,
    PermanentError,
    SubmitUnknown,
    Throttled,
    TransientError,
)
from shared.model.job import Job, JobState
from shared.model.memo import Intended
from shared.model.messages import StepMessage
from shared.model.prediction import Prediction
from shared.store import documents
from tests.factories import DEADLINE_S, LEASE_S, House, an_order
from tests.fakes.fake_provider import FAILED, running, succeeded

POLICY = PermanentError("Refused.", code="policy")


def made(house: House, key: str = "k1") -> Job:
    job = house.jobs.create(an_order(key))
    house.deliver_all()
    return house.job(job.id)


def test_a_job_is_submitted_once_polled_collected_and_captured() -> None:
    house = House()
    house.provider.polls = [running(), running(40), running(20), succeeded()]

    job = made(house)

    assert job.state is JobState.COMPLETED
    assert house.provider.submitted == 1
    assert house.balance() == (90, 0, 0)
    assert house.events(job.id) == ["created", "started", "intended", "submitted", "completed"]
    video = house.store.get(documents.video(f"{job.id}-1"))
    assert video is not None
    assert sorted(house.objects.objects) == sorted([video.source.name, video.poster.name, video.preview.name])


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
    job = made(house)
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


def test_f47_an_intent_without_a_call_is_looked_up_and_given_up_at_the_deadline() -> None:
    house = House()
    house.provider.submits = [SubmitUnknown("no answer")]
    house.provider.found = None

    job = made(house)

    assert job.state is JobState.FAILED
    assert house.provider.submitted == 1
    assert house.provider.lookups > 3
    assert house.balance() == (100, 0, 0)


@pytest.mark.parametrize("number", ["f48", "f49"])
def test_f48_f49_a_submit_whose_answer_was_lost_is_found_and_never_repeated(number: str) -> None:
    house = House()
    house.provider.submits = [SubmitUnknown("timed out")]
    house.provider.found = running()

    job = made(house)

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

    job = made(house)

    assert job.state is JobState.FAILED
    assert house.balance() == (100, 0, 0)


def test_high_demand_waits_180_seconds_at_most_five_times() -> None:
    house = House()
    house.provider.submits = [HighDemand("full")] * 6

    job = made(house)

    assert job.state is JobState.FAILED
    assert job.busy == 5
    assert house.provider.submitted == 6
    assert (job.updated_at - job.created_at).total_seconds() == pytest.approx(5 * 180, abs=1)


def test_f51_a_429_waits_as_told_and_uses_up_no_attempt() -> None:
    house = House()
    house.provider.submits = [Throttled("slow down", retry_after_s=33)] * 8

    job = made(house)

    assert job.state is JobState.COMPLETED
    assert (job.errors, job.busy) == (0, 0)
    assert house.provider.submitted == 9
    assert (job.updated_at - job.created_at).total_seconds() >= 8 * 33


def test_f52_a_refused_submit_that_is_not_in_the_providers_list_is_ordered_again() -> None:
    house = House()
    house.provider.submits = [SubmitUnknown("HTTP 502", refused=True)]

    job = made(house)

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

    job = made(house)

    assert job.state is JobState.FAILED
    assert house.provider.submitted == 1


def test_f53_a_policy_refusal_fails_at_once_and_returns_the_credits() -> None:
    house = House()
    house.provider.submits = [POLICY]

    job = made(house)

    assert job.state is JobState.FAILED
    assert job.error is not None
    assert (job.error.code, job.error.message) == ("policy", "Refused.")
    assert house.provider.submitted == 1
    assert house.entries() == ["hold", "release"]
    assert house.balance() == (100, 0, 0)


def test_f54_while_our_own_account_is_refused_jobs_wait_and_nobody_is_failed() -> None:
    house = House()
    house.provider.submits = [NotOurDay("key refused")] * 12

    job = made(house)

    assert job.state is JobState.COMPLETED
    assert job.errors == 0


def test_f55_a_prediction_of_another_job_is_never_attached() -> None:
    house = House()
    house.provider.submits = ["same-id", "same-id"]
    first = made(house, "k1")
    second = house.jobs.create(an_order("k2"))
    house.deliver_all()
    after = house.job(second.id)

    assert first.state is JobState.COMPLETED
    assert after.state is JobState.FAILED
    assert "foreign_prediction" in house.events(second.id)
    assert house.entries() == ["hold", "capture", "hold", "release"]


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

    job = made(house)

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
    job = made(house)
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

    job = made(house)

    assert job.error is not None
    assert job.error.code == "filtered"
    assert house.balance() == (100, 0, 0)


def test_f72_a_prediction_the_provider_forgot_is_given_up_after_three_answers() -> None:
    house = House()
    house.provider.polls = [None]

    job = made(house)

    assert job.error is not None
    assert job.error.code == "prediction_gone"
    assert len(house.provider.fetched) == 3


def test_f72_a_single_miss_is_forgiven() -> None:
    house = House()
    house.provider.polls = [None, None, running(), None, succeeded()]

    assert made(house).state is JobState.COMPLETED


def test_polls_that_fail_never_fail_a_paid_job() -> None:
    house = House()
    house.provider.polls = [TransientError("HTTP 502")] * 9 + [succeeded()]

    job = made(house)

    assert job.state is JobState.COMPLETED
    assert job.errors == 0


def test_f74_f76_f78_a_file_that_does_not_come_is_asked_for_again_then_given_up() -> None:
    house = House()
    house.fetch_errors = [TransientError("truncated")] * 3
    assert made(house, "k1").state is JobState.COMPLETED

    house.fetch_errors = [TransientError("truncated")] * 4
    job = made(house, "k2")
    assert job.state is JobState.FAILED
    assert house.provider.submitted == 2
    assert house.balance() == (90, 0, 0)


def test_f77_f85_a_file_that_is_not_what_was_ordered_fails_and_releases() -> None:
    house = House()
    house.probe_errors = [PermanentError("Not a video.", code="result_unusable")]

    job = made(house)

    assert job.state is JobState.FAILED
    assert house.balance() == (100, 0, 0)
    assert house.objects.objects == {}


def test_f88_a_stored_file_whose_reply_was_lost_is_recognised() -> None:
    house = House()
    house.objects.lost_replies = 1

    job = made(house)

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
    assert sorted(house.objects.objects) == sorted([video.source.name, video.poster.name, video.preview.name])


@pytest.mark.parametrize("seed", range(20))
def test_f91_lost_replies_at_any_commit_settle_the_job_once(seed: int) -> None:
    house = House(lose_replies=0.4)
    house.store._random.seed(seed)
    house.provider.polls = [running(), running(), succeeded()]

    job = made(house)

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
    assert len(house.objects.objects) == 6
    assert house.entries() == ["hold", "capture"]
    house.clock.pass_s(700)
    house.sweep.run()
    assert sorted(house.objects.objects) == sorted([video.source.name, video.poster.name, video.preview.name])
