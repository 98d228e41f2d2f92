"""Publishing and the feed."""

import pytest

from shared.errors import JobNotPublishable
from shared.model.creation import Creation
from shared.services.videos import Videos
from shared.store import documents
from tests.factories import an_order
from tests.house import House


def creation(house: House, job_id: str) -> Creation:
    found = house.store.get(documents.creation(job_id))
    assert found is not None
    return found


def test_a_finished_job_is_a_draft_until_it_is_published_and_again_after() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver_all()
    assert creation(house, job.id).status == "draft"

    house.drafts.publish("alice", job.id)
    assert creation(house, job.id).status == "published"
    assert [item.prompt for item in house.drafts.feed(limit=10)] == ["a lighthouse"]

    house.drafts.unpublish("alice", job.id)
    assert creation(house, job.id).status == "draft"
    assert house.drafts.feed(limit=10) == []


def test_publishing_twice_is_once_and_so_is_taking_back() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver_all()

    first = house.drafts.publish("alice", job.id)
    assert house.drafts.publish("alice", job.id) == first
    house.drafts.unpublish("alice", job.id)
    house.drafts.unpublish("alice", job.id)

    assert house.events(job.id).count("published") == 1
    assert house.events(job.id).count("unpublished") == 1


def test_only_a_finished_video_is_published() -> None:
    house = House()
    job = house.jobs.create(an_order())
    with pytest.raises(JobNotPublishable):
        house.drafts.publish("alice", job.id)

    house.jobs.cancel("alice", job.id)
    with pytest.raises(JobNotPublishable):
        house.drafts.publish("alice", job.id)


def test_the_feed_holds_words_and_numbers_only() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver_all()
    house.drafts.publish("alice", job.id)

    [path] = house.store.paths("feed/")
    values = str(house.store.documents[path])
    assert "jobs/" not in values
    assert "alice" not in values
    assert "http" not in values


def test_the_links_of_the_feed_do_not_say_whose_it_is() -> None:
    house = House()
    house.drafts.publish("alice", house.make().id)
    videos = Videos(house.store, house.objects, now=house.clock)

    links = videos.feed_links(house.drafts.feed(limit=9))

    assert len(links) == 1
    assert "alice" not in str(links)


def test_the_projection_grows_in_revision_with_every_change() -> None:
    house = House()
    job = house.jobs.create(an_order())
    revisions = [creation(house, job.id).revision]
    while house.deliver() is not None:
        revisions.append(creation(house, job.id).revision)
    house.drafts.publish("alice", job.id)
    revisions.append(creation(house, job.id).revision)

    assert revisions == sorted(set(revisions))
