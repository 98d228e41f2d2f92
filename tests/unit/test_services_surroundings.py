"""What happens around a job and must not touch it: clocks that jump, providers that give too much."""

from datetime import timedelta

from shared.model.creation import Creation
from shared.model.job import JobState
from shared.store import documents
from tests.factories import an_order
from tests.fakes.fake_provider import running, succeeded
from tests.house import House


def test_f134_a_clock_that_jumps_back_an_hour_delays_nothing_for_ever_and_no_time_runs_backwards() -> None:
    house = House()
    house.provider.polls = [running(30), succeeded()]
    job = house.jobs.create(an_order())
    house.deliver()
    house.clock.time -= timedelta(hours=1)
    seen = [house.job(job.id)]

    while house.deliver() is not None:
        seen.append(house.job(job.id))

    assert seen[-1].state is JobState.COMPLETED
    times, revisions = [one.updated_at for one in seen], [one.revision for one in seen]
    assert times == sorted(times)
    assert revisions == sorted(revisions)
    assert house.balance() == (90, 0, 0)


def test_f73_of_several_files_the_first_is_kept_and_paid_for_once() -> None:
    house = House()
    house.provider.polls = [succeeded("https://cdn.example/a.mp4", "https://cdn.example/b.mp4")]

    job = house.make()

    video = house.store.get(documents.video(f"{job.id}-1"))
    assert video is not None
    assert house.objects.objects[video.source.name][1] == b"film of https://cdn.example/a.mp4"
    assert house.entries() == ["hold", "capture"]


def test_f100_the_page_shows_what_the_job_is_after_every_commit() -> None:
    house = House()
    house.provider.polls = [running(30), succeeded()]
    job = house.jobs.create(an_order())

    def shown_is_so() -> bool:
        shown = house.store.get(documents.creation(job.id))
        return shown is not None and shown.model_copy(update={"revision": 0}) == Creation.of(
            house.job(job.id)
        ).model_copy(update={"revision": 0})

    assert shown_is_so()
    while house.deliver() is not None:
        assert shown_is_so()
