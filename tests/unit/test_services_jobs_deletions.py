"""Deleting: only what is settled; the job goes at once, its files soon, and its key makes no second one."""

import pytest

from shared.errors import Gone, JobNotSettled, NotFound
from tests.factories import an_order
from tests.house import House


def test_f120_a_job_under_way_cannot_be_deleted() -> None:
    house = House()
    job = house.jobs.create(an_order())

    with pytest.raises(JobNotSettled):
        house.jobs.delete("alice", job.id)
    assert house.balance() == (90, 10, 1)


def test_f121_a_deleted_job_is_gone_at_once_and_its_files_soon() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver_all()
    house.drafts.publish("alice", job.id)

    house.jobs.delete("alice", job.id)

    with pytest.raises(NotFound):
        house.reader.get("alice", job.id)
    assert house.store.paths("creations/") == []
    assert house.store.paths("feed/") == []
    assert house.objects.objects
    house.sweep.run()
    assert not house.objects.objects
    assert house.store.paths("videos/") == []
    assert house.entries() == ["hold", "capture"]
    assert house.job(job.id).sweep_after is None


@pytest.mark.parametrize("seed", range(10))
def test_a_deletion_whose_reply_is_lost_is_not_answered_with_not_found(seed: int) -> None:
    house = House(lose_replies=0.5)
    house.store._random.seed(seed)
    job = house.jobs.create(an_order())
    house.jobs.cancel("alice", job.id)

    house.jobs.delete("alice", job.id)

    assert house.job(job.id).deleted_at is not None


def test_the_key_of_a_deleted_job_makes_no_second_one() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.jobs.cancel("alice", job.id)
    house.jobs.delete("alice", job.id)

    with pytest.raises(Gone):
        house.jobs.create(an_order())
    assert house.balance() == (100, 0, 0)
