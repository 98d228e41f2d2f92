"""A film encoded in segments: each is claimed, fenced, retried and swept on its own; the job ends once."""

from datetime import timedelta

import pytest

from shared.errors import JobNotCancelable, PermanentError, TransientError, Unavailable
from shared.model.encoding import segments_for, work_s
from shared.model.job import Job, JobState
from shared.model.messages import StepMessage
from shared.model.segment import Segment, Segmented
from shared.services.segment_worker import BEATS
from tests.factories import RETRY_BASE_S, SEGMENT_LEASE_S, House
from tests.fakes.encoder import FOOTAGE

COUNT = segments_for(work_s("balanced", width=3840, height=2160, frames=FOOTAGE.frames))
LEASE_S = SEGMENT_LEASE_S
BEAT_S = LEASE_S / BEATS
FOUR_K = {"target_resolution": "4k", "engine": "ffmpeg", "quality": "balanced"}
BROKEN = PermanentError("The video could not be prepared.", code="transcode_failed")
SLOW = TransientError("Preparing the video took too long.", code="transcode_timeout")


def divided(house: House, key: str = "u", **wanted: str) -> Job:
    """Order 4K of a film of 100 s, and let the first step divide the work."""
    source = house.make()
    job = house.order("upscale", key, source_job_id=source.id, **{**FOUR_K, **wanted})
    house.deliver()
    return house.job(job.id)


def segments(house: House, job: Job) -> tuple[Segment, ...]:
    memo = house.job(job.id).memo
    assert isinstance(memo, Segmented)
    return memo.segments


def waiting(house: House) -> list[StepMessage]:
    return [asked.message for asked in house.queue.waiting]


def test_the_work_is_divided_at_key_frames_and_every_segment_has_a_message() -> None:
    house = House()

    job = divided(house)

    cuts = [(segment.first, segment.end) for segment in segments(house, job)]
    assert len(cuts) == COUNT > 5
    assert [end for _, end in cuts[:-1]] == [first for first, _ in cuts[1:]]
    assert (cuts[0][0], cuts[-1][1]) == (0, None)
    assert all(first % 96 == 0 for first, _ in cuts), "a key frame every 4 s"
    assert [message.segment for message in waiting(house)] == list(range(COUNT))
    assert (job.stage, job.progress, job.cancelable) == ("making", 0, True)


def test_the_segments_are_joined_and_paid_for_once() -> None:
    house = House()
    job = divided(house)

    house.deliver_all()

    ended = house.job(job.id)
    assert (ended.state, ended.error) == (JobState.COMPLETED, None)
    assert ended.media is not None
    assert (ended.media.width, ended.media.height) == (3840, 2160)
    assert sorted(first for first, _ in house.encoder.encoded) == [s.first for s in segments(house, job)]
    assert house.balance() == (100 - 10 - 3, 0, 0)
    assert house.events(job.id) == ["created", "started", "split", "completed"]


def test_what_the_segments_leave_is_tidied_and_the_video_stays() -> None:
    house = House()
    job = divided(house)
    house.deliver_all()

    house.clock.pass_s(660)
    house.sweep.run()

    names = [name for name in house.objects.objects if name.startswith(f"{job.folder}/")]
    assert not [name for name in names if "/segments/" in name]
    assert sorted(name.rpartition("/")[2].partition(".")[0] for name in names) == [
        "poster",
        "preview",
        "sprite",
        "video",
    ]
    assert house.job(job.id).sweep_after is None


def test_progress_is_the_share_of_frames_and_never_falls() -> None:
    house = House()
    job = divided(house)
    seen: list[int | None] = []

    def beat(watch) -> None:  # type: ignore[no-untyped-def]
        house.clock.pass_s(BEAT_S + 1)
        watch(100)
        seen.append(house.job(job.id).progress)

    house.encoder.meanwhile = beat
    house.deliver_all()

    assert seen == sorted(seen)
    assert seen[0] == 100 * 100 // 2400
    assert seen[-1] is not None
    assert seen[-1] > 80


def test_two_deliveries_of_one_segment_encode_it_once() -> None:
    house = House()
    job = divided(house)
    message = waiting(house)[0]

    house.step(message)
    house.step(message)

    assert len(house.encoder.encoded) == 1
    assert segments(house, job)[0].attempt == 1


def test_a_message_of_the_job_does_nothing_while_its_segments_are_encoded() -> None:
    house = House()
    job = divided(house)

    house.step(StepMessage(job_id=job.id, epoch=job.epoch))

    assert house.job(job.id) == job


@pytest.mark.parametrize("number", [COUNT, 99])
def test_a_segment_that_is_not_there_is_nothing(number: int) -> None:
    house = House()
    job = divided(house)

    house.step(StepMessage(job_id=job.id, epoch=1, segment=number))

    assert house.job(job.id) == job


def test_a_segment_that_took_too_long_is_tried_again_and_the_others_go_on() -> None:
    house = House()
    job = divided(house)
    house.encoder.errors = [SLOW]

    house.deliver()

    first = segments(house, job)[0]
    assert (first.errors, first.lease_expires_at) == (1, None)
    due = next(asked.due for asked in house.queue.waiting if asked.message.segment == 0)
    assert due is not None
    assert timedelta(0) <= house.clock() + timedelta(seconds=RETRY_BASE_S) - due < timedelta(seconds=1)
    house.deliver_all()
    assert house.job(job.id).state is JobState.COMPLETED
    assert house.balance() == (100 - 10 - 3, 0, 0)


def test_a_segment_that_fails_too_often_fails_the_job_and_releases_all_of_it() -> None:
    house = House()
    job = divided(house)
    house.encoder.errors = [SLOW] * 100

    house.deliver_all()

    ended = house.job(job.id)
    assert ended.state is JobState.FAILED
    assert ended.error is not None
    assert ended.error.code == "transcode_timeout"
    assert house.entries()[-2:] == ["hold", "release"]
    assert house.balance() == (90, 0, 0)


def test_a_segment_that_cannot_be_encoded_ends_the_job_at_once_and_the_others_stop() -> None:
    house = House()
    job = divided(house)
    house.deliver()
    house.encoder.errors = [BROKEN]

    house.deliver()
    house.deliver_all()

    assert house.job(job.id).state is JobState.FAILED
    assert len(house.encoder.encoded) == 1
    assert house.balance() == (90, 0, 0)
    house.clock.pass_s(660)
    house.sweep.run()
    assert [name for name in house.objects.objects if name.startswith(f"{job.folder}/")] == []


def test_an_attempt_that_died_is_found_after_its_short_lease_and_encoded_again() -> None:
    house = House()
    job = divided(house)

    def die(watch) -> None:  # type: ignore[no-untyped-def]
        raise KeyboardInterrupt

    house.encoder.meanwhile = die
    with pytest.raises(KeyboardInterrupt):
        house.deliver()
    house.encoder.meanwhile = lambda watch: None
    house.deliver_all()
    assert house.job(job.id).in_segments

    house.clock.pass_s(LEASE_S + 6)
    assert house.sweep.run().driven == 1
    house.deliver_all()

    assert house.job(job.id).state is JobState.COMPLETED
    assert segments(house, job)[0].errors == 1
    assert house.balance() == (100 - 10 - 3, 0, 0)


def test_an_attempt_that_dies_every_time_ends_in_a_release() -> None:
    house = House()
    job = divided(house)

    def die(watch) -> None:  # type: ignore[no-untyped-def]
        raise KeyboardInterrupt

    house.encoder.meanwhile = die
    for _ in range(60):
        try:
            if house.deliver() is None:
                house.clock.pass_s(LEASE_S + 6)
                house.sweep.run()
        except KeyboardInterrupt:
            continue

    assert house.job(job.id).state is JobState.FAILED
    assert house.balance() == (90, 0, 0)


def test_an_attempt_that_was_given_up_finds_out_at_its_next_beat_and_stops() -> None:
    house = House()
    job = divided(house)

    def sleep(watch) -> None:  # type: ignore[no-untyped-def]
        house.encoder.meanwhile = lambda watch: None
        house.clock.pass_s(LEASE_S + 6)
        house.sweep.run()
        watch(50)

    house.encoder.meanwhile = sleep
    house.deliver()
    assert house.encoder.encoded == [], "the beat told it that the segment is somebody else's"

    house.deliver_all()
    assert house.job(job.id).state is JobState.COMPLETED


def test_a_beat_keeps_the_lease() -> None:
    house = House()
    job = divided(house)

    def work(watch) -> None:  # type: ignore[no-untyped-def]
        house.encoder.meanwhile = lambda watch: None
        for _ in range(10):
            house.clock.pass_s(LEASE_S / 2)
            watch(10)
            assert house.sweep.run().failed == 0

    house.encoder.meanwhile = work
    house.deliver()

    assert segments(house, job)[0].file is not None


def test_a_beat_that_cannot_be_written_stops_nothing() -> None:
    house = House()
    job = divided(house)

    def unwell(watch) -> None:  # type: ignore[no-untyped-def]
        house.encoder.meanwhile = lambda watch: None
        house.clock.pass_s(BEAT_S + 1)
        house.store.down = True
        watch(10)
        house.store.down = False

    house.encoder.meanwhile = unwell
    house.deliver()

    assert segments(house, job)[0].file is not None


def test_lost_messages_of_segments_are_sent_again() -> None:
    house = House()
    job = divided(house)
    house.queue.waiting = house.queue.waiting[:3]
    house.deliver_all()

    house.clock.pass_s(61)
    house.sweep.run()
    assert [message.segment for message in waiting(house)] == list(range(3, COUNT))
    house.deliver_all()

    assert house.job(job.id).state is JobState.COMPLETED


def test_canceling_between_segments_gives_all_back_and_stops_the_rest() -> None:
    house = House()
    job = divided(house)
    house.deliver()

    house.jobs.cancel("alice", job.id)
    house.deliver_all()

    assert house.job(job.id).state is JobState.CANCELED
    assert len(house.encoder.encoded) == 1
    assert house.balance() == (90, 0, 0)


def test_a_finished_job_cannot_be_canceled() -> None:
    house = House()
    job = divided(house)
    house.deliver_all()

    with pytest.raises(JobNotCancelable):
        house.jobs.cancel("alice", job.id)


def test_past_its_deadline_the_job_is_given_up_whatever_its_segments_do() -> None:
    house = House()
    job = divided(house)
    house.queue.waiting.clear()
    house.queue.loses = True

    ended = house.sweep_until_settled(job.id)

    assert ended.state is JobState.FAILED
    assert ended.error is not None
    assert ended.error.code == "deadline_passed"
    assert house.balance() == (90, 0, 0)


def test_an_operator_sends_every_segment_again_that_nobody_works_on() -> None:
    house = House()
    job = divided(house)
    house.queue.waiting.clear()

    house.jobs.redrive(job.id, reason="stuck", actor="ops")

    assert [(message.segment, message.epoch) for message in waiting(house)] == [(n, 2) for n in range(COUNT)]
    house.deliver_all()
    assert house.job(job.id).state is JobState.COMPLETED


def test_a_lost_reply_anywhere_changes_nothing() -> None:
    house = House(lose_replies=0.4)
    job = divided(house)
    house.encoder.errors = [SLOW]

    house.deliver_all()
    house.sweep_until_settled(job.id)

    assert house.job(job.id).state is JobState.COMPLETED
    assert house.balance() == (100 - 10 - 3, 0, 0)


def test_a_store_that_is_down_at_the_end_leaves_the_segment_to_the_sweep() -> None:
    house = House()
    job = divided(house)

    def fall(watch) -> None:  # type: ignore[no-untyped-def]
        house.encoder.meanwhile = lambda watch: None
        house.store.down = True

    house.encoder.meanwhile = fall
    with pytest.raises(Unavailable):
        house.deliver()
    house.store.down = False
    house.deliver_all()

    house.sweep_until_settled(job.id)
    assert house.job(job.id).state is JobState.COMPLETED


def test_what_the_segments_cost_us_is_our_own_work_whoever_did_it() -> None:
    house = House()

    def work(watch) -> None:  # type: ignore[no-untyped-def]
        house.clock.pass_s(30)

    house.encoder.meanwhile = work
    house.encoder.errors = [SLOW]
    job = divided(house)
    house.deliver_all()

    ended = house.job(job.id)
    assert ended.cost is not None
    assert ended.cost.provider_micro_usd == 0
    assert 30_000 * (COUNT + 1) <= ended.active_ms < 31_000 * (COUNT + 1)
    second_nano_usd = 2 * 24_000 + 8 * 2_500
    assert ended.cost.compute_micro_usd >= ended.active_ms * second_nano_usd // 10**6
