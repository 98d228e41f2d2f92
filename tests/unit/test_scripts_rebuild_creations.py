"""Creations are made what their jobs say: all of them, once, and nothing else changes."""

from infra.scripts.rebuild_creations import PAGE, rebuild
from shared.model.creation import Creation
from shared.store import documents
from shared.store.base import Tx
from tests.factories import an_order
from tests.house import House


def kept(house: House, creation: Creation) -> None:
    """Put a creation as an older release has left it."""

    def body(tx: Tx) -> None:
        tx.project(documents.creation(creation.id), creation)

    house.store.transact(body)


def creation_of(house: House, job_id: str) -> Creation | None:
    return house.store.get(documents.creation(job_id))


def test_what_an_older_release_left_out_is_found_by_its_words_again() -> None:
    house = House()
    old, new = house.make("old"), house.make("new")
    right = Creation.of(old)
    kept(house, right.model_copy(update={"words": (), "input": {}}))

    dry = rebuild(house.store, write=False, said=False)
    assert creation_of(house, old.id) != right
    done = rebuild(house.store, write=True, said=False)
    again = rebuild(house.store, write=True, said=False)

    assert dict(dry) == {"seen": 2, "stale": 1, "written": 0}
    assert dict(done) == {"seen": 2, "stale": 1, "written": 1}
    assert dict(again) == {"seen": 2, "stale": 0, "written": 0}
    assert creation_of(house, old.id) == right
    assert creation_of(house, new.id) == Creation.of(new)


def test_f100_a_lost_creation_comes_back_and_that_of_a_deleted_job_goes() -> None:
    house = House()
    lost, gone = house.make("lost"), house.make("gone")
    left = Creation.of(gone)
    house.jobs.delete("alice", gone.id)
    kept(house, left)
    house.store.transact(lambda tx: tx.delete(documents.creation(lost.id)))

    counts = rebuild(house.store, write=True, said=False)

    assert counts["written"] == 2
    assert creation_of(house, lost.id) == Creation.of(lost)
    assert creation_of(house, gone.id) is None


def test_what_an_owner_does_not_see_makes_no_creation_stale() -> None:
    house = House()
    job = house.make()
    house.store.transact(lambda tx: tx.put(documents.job(job.id), tx.get(documents.job(job.id)).moved()))

    assert dict(rebuild(house.store, write=True, said=False)) == {"seen": 1, "stale": 0, "written": 0}


def test_it_goes_through_all_pages_and_goes_on_where_it_was_stopped() -> None:
    house = House(available=10_000, active_jobs_max=1000)
    ids = sorted(house.jobs.create(an_order(f"k{n}")).id for n in range(PAGE + 3))

    assert rebuild(house.store, write=False, said=False)["seen"] == PAGE + 3
    assert rebuild(house.store, write=False, after=ids[-3], said=False)["seen"] == 2
