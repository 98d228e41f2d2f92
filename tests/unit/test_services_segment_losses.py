"""Attempts at segments and messages that are never heard of again: leases, beats, the sweep, the deadline."""

import pytest

from shared.model.job import JobState
from tests.divided import COUNT, divided, segments, waiting
from tests.house import SEGMENT_LEASE_S, House

LEASE_S = SEGMENT_LEASE_S


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
