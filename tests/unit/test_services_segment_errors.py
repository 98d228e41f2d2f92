"""What goes wrong with a segment and is noticed at once: it is tried again, or the whole job is released."""

from datetime import timedelta

import pytest

from shared.errors import PermanentError, TransientError, Unavailable
from shared.model.job import JobState
from shared.services.segment_worker import BEATS
from tests.divided import divided, segments
from tests.house import RETRY_BASE_S, SEGMENT_LEASE_S, House

BEAT_S = SEGMENT_LEASE_S / BEATS
BROKEN = PermanentError("The video could not be prepared.", code="transcode_failed")
SLOW = TransientError("Preparing the video took too long.", code="transcode_timeout")


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
