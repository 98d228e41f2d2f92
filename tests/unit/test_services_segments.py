"""A film encoded in segments: divided, each claimed once, joined, paid for once; the job ends once."""

import pytest

from shared.errors import JobNotCancelable, TransientError
from shared.model.job import JobState
from shared.model.messages import StepMessage
from shared.services.segment_worker import BEATS
from tests.divided import COUNT, divided, segments, waiting
from tests.house import SEGMENT_LEASE_S, House

BEAT_S = SEGMENT_LEASE_S / BEATS
SLOW = TransientError("Preparing the video took too long.", code="transcode_timeout")


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
