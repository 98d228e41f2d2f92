"""Links: minted when somebody reads, kept for a while, never stored."""

import pytest

from shared.errors import NotFound
from shared.model.video import Video
from shared.services.videos import Videos
from shared.store import documents
from tests.factories import an_order
from tests.house import House


def a_video(house: House) -> Video:
    job = house.jobs.create(an_order())
    house.deliver_all()
    found = house.store.get(documents.video(f"{job.id}-1"))
    assert found is not None
    return found


def test_f97_links_live_an_hour_at_most_and_half_an_hour_at_least() -> None:
    house = House()
    house.objects.now = house.clock
    video, videos = a_video(house), Videos(house.store, house.objects, now=house.clock)

    first = videos.links(video)
    house.clock.pass_s(29 * 60)
    assert videos.links(video) == first
    house.clock.pass_s(2 * 60)
    second = videos.links(video)

    assert second.url != first.url
    assert (second.expires_at - house.clock()).total_seconds() > 59 * 60
    assert house.objects.serve(second.url)


def test_f97_no_link_is_ever_stored() -> None:
    house = House()
    video = a_video(house)
    Videos(house.store, house.objects, now=house.clock).links(video)

    assert "http" not in str(house.store.documents)


def test_a_video_is_its_owners_until_the_job_is_deleted() -> None:
    house = House()
    video, videos = a_video(house), Videos(house.store, house.objects, now=house.clock)

    assert videos.get("alice", video.id) == video
    with pytest.raises(NotFound):
        videos.get("mallory", video.id)
    house.jobs.delete("alice", video.job_id)
    with pytest.raises(NotFound):
        videos.get("alice", video.id)


def test_somebody_elses_video_takes_no_more_reads_than_one_that_is_not_there() -> None:
    house = House()
    video, videos = a_video(house), Videos(house.store, house.objects, now=house.clock)

    reads = []
    for video_id in (video.id, "a" * 26 + "-1"):
        before = house.store.reads
        with pytest.raises(NotFound):
            videos.get("mallory", video_id)
        reads.append(house.store.reads - before)

    assert reads[0] == reads[1]
