"""Marking a job as a favourite, and what nobody but its owner can do."""

import pytest

from shared.errors import NotFound
from shared.model.creation import Creation
from shared.store import documents
from tests.factories import an_order
from tests.house import House


def test_somebody_elses_job_does_not_exist() -> None:
    house = House()
    job = house.jobs.create(an_order())
    for act in (
        house.reader.get,
        house.jobs.cancel,
        house.jobs.delete,
        house.drafts.publish,
    ):
        with pytest.raises(NotFound, match="no such job"):
            act("mallory", job.id)
        with pytest.raises(NotFound, match="no such job"):
            act("alice", "a" * 26)


def test_a_favourite_is_marked_once_and_money_and_work_go_on() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver()

    house.clock.pass_s(1)
    marked = house.jobs.mark("alice", job.id, favorite=True)
    assert house.jobs.mark("alice", job.id, favorite=True) == marked
    assert marked.favorite
    assert marked.updated_at > job.updated_at
    house.deliver_all()

    ended = house.job(job.id)
    assert (ended.state, ended.favorite, house.entries()) == ("completed", True, ["hold", "capture"])
    shown = house.store.get(documents.creation(job.id))
    assert shown is not None
    assert shown == Creation.of(ended)
    assert not house.jobs.mark("alice", job.id, favorite=False).favorite


def test_a_mark_whose_reply_was_lost_recognises_itself() -> None:
    house = House(lose_replies=0.5)
    job = house.jobs.create(an_order())
    before = house.job(job.id)

    for n in range(1, 21):
        assert house.jobs.mark("alice", job.id, favorite=n % 2 == 1).revision == before.revision + n


def test_nobody_marks_what_is_not_theirs_or_not_there() -> None:
    house = House()
    job = house.jobs.create(an_order())
    with pytest.raises(NotFound):
        house.jobs.mark("bob", job.id, favorite=True)

    house.jobs.cancel("alice", job.id)
    house.jobs.delete("alice", job.id)
    with pytest.raises(NotFound):
        house.jobs.mark("alice", job.id, favorite=True)
