"""What can happen behind the jobs: the queue, the sweep, segments, the books."""

from collections.abc import Callable
from typing import Any

from shared.errors import (
    TransientError,
    Unavailable,
)
from shared.services.mending import Mending
from shared.services.reconcile import Reconcile
from shared.store import documents, queries
from tests.divided import divided
from tests.factories import an_order
from tests.house import House


def the_queue_is_down() -> None:
    house = House()
    house.queue.down = True
    job = house.jobs.create(an_order())
    house.queue.down = False
    house.sweep_until_settled(job.id)


def nobody_swept_for_an_hour() -> None:
    house = House()
    house.queue.loses = True
    house.jobs.create(an_order())
    house.clock.pass_s(3600)
    house.store.documents["accounts/alice"]["available"] = "unreadable"
    house.sweep.run()


def a_source_is_deleted_that_another_job_needs() -> None:
    house = House()
    source = house.make()
    house.order("upscale", "u", source_job_id=source.id, target_resolution="1080p")
    house.jobs.delete("alice", source.id)
    house.sweep.run()


def a_film_is_encoded_in_segments() -> None:
    house = House()
    divided(house)
    house.encoder.errors = [TransientError("Slow.", code="transcode_timeout")]
    house.deliver_all()


def a_segment_is_taken_away_while_the_database_is_down() -> None:
    house = House()
    job = divided(house)

    def meanwhile(watch: Callable[[int], None]) -> None:
        house.encoder.meanwhile = lambda watch: None
        house.clock.pass_s(20)
        house.store.down = True
        watch(1)
        house.store.down = False
        house.jobs.cancel("alice", job.id)

    house.encoder.meanwhile = meanwhile
    house.deliver()


def books_do_not_add_up_and_then_they_do() -> None:
    house = House()
    house.credits.account("alice")
    night = Reconcile(house.store, house.credits)
    house.store.documents["accounts/alice"]["available"] += 1
    night.run()
    house.store.documents["accounts/alice"]["available"] -= 1
    night.run()
    house.store.documents["accounts/alice"]["available"] += 1
    Mending(house.store, now=house.clock).mend("alice", reason="a test", actor="oscar", write=True)
    house.credits.grant("alice", amount=5, key="k", reason="sorry", actor="oscar@example.com")

    def busy(account_id: str) -> Any:
        raise Unavailable("The account is busy.")

    house.credits.audit = busy  # type: ignore[method-assign]
    night.run()


def a_document_cannot_be_read() -> None:
    house = House()
    house.jobs.create(an_order())
    house.store.documents[documents.job(an_order().job_id).path]["state"] = "of another release"
    house.clock.pass_s(3600)
    house.store.find(queries.orphans(before=house.clock(), limit=5))


STORIES = (
    the_queue_is_down,
    nobody_swept_for_an_hour,
    a_source_is_deleted_that_another_job_needs,
    a_film_is_encoded_in_segments,
    a_segment_is_taken_away_while_the_database_is_down,
    books_do_not_add_up_and_then_they_do,
    a_document_cannot_be_read,
)
