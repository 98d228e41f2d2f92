"""From a result to a film that is kept: fetched, looked at, and stored once; what nobody needs is removed."""

from datetime import timedelta
from pathlib import Path

import pytest

from shared.errors import PermanentError, TransientError
from shared.model.job import JobState
from shared.store import documents
from tests.factories import an_order
from tests.fakes.fake_provider import succeeded
from tests.house import LEASE_S, House


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
