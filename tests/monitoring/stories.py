"""What can happen, each once, on fakes: together these make the code say every line that it knows."""

import base64
import contextlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpx
import pytest
from cloudevents.http import CloudEvent
from werkzeug.test import EnvironBuilder

from shared.errors import (
    HighDemand,
    InvalidRequest,
    NotAuthenticated,
    NotOurDay,
    PermanentError,
    RateLimited,
    SubmitUnknown,
    TransientError,
    Unavailable,
)
from shared.events.subscriber import Redeliver, subscriber
from shared.http import content as contents
from shared.http import problem
from shared.http.content import BrokenOff, Content
from shared.log import traced
from shared.model.job import Job
from shared.model.messages import StepMessage
from shared.model.owner import PredictionOwner
from shared.services.mending import Mending
from shared.services.reconcile import Reconcile
from shared.store import documents, queries
from tests.divided import divided
from tests.factories import DEADLINE_S, House, an_order
from tests.fakes.clock import START
from tests.fakes.fake_provider import running
from tests.generation import Recording, a_generation, a_vertex, a_wavespeed
from tests.wavespeed_recordings import refusal

Line = dict[str, Any]
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def told(story: Callable[[], object]) -> list[Line]:
    """Return the lines that a story makes the code say."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), traced(TRACE, project="my-project", function="a_function"):
        story()
    return [json.loads(line) for line in out.getvalue().splitlines()]


def a_video_is_made_shown_and_deleted() -> None:
    house = House()
    job = house.make()
    house.drafts.publish("alice", job.id)
    house.drafts.unpublish("alice", job.id)
    house.jobs.delete("alice", job.id)
    house.clock.pass_s(700)
    house.sweep.run()


def a_video_is_refused_by_policy() -> None:
    house = House()
    house.provider.submits = [PermanentError("Refused.", code="policy")]
    house.make()


def a_video_is_spoilt_after_it_was_paid_for() -> None:
    house = House()
    house.fetch_errors = [PermanentError("Not what was ordered.", code="result_unusable")]
    job = house.jobs.create(an_order())
    document = house.store.documents[documents.job(job.id).path]
    document["unit_cost"] = {**document["unit_cost"], "order_micro_usd": 250_000}
    house.deliver_all()


def a_provider_is_full_and_our_key_is_dead() -> None:
    house = House()
    house.provider.submits = [HighDemand("Full."), NotOurDay("Not today.")]
    house.make()


def an_order_is_canceled_in_time() -> None:
    house = House()
    house.jobs.cancel("alice", house.jobs.create(an_order()).id)


def a_submit_has_no_answer() -> None:
    house = House()
    house.provider.submits = [SubmitUnknown("no answer")]
    house.provider.found = running()
    house.make()


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def an_attempt_dies_in_its_submit() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.provider.on_submit = _die
    with pytest.raises(KeyboardInterrupt):
        house.deliver()
    house.provider.on_submit = lambda: None
    house.provider.found = running()
    house.clock.pass_s(200)
    house.sweep_until_settled(job.id)


def a_job_is_driven_by_an_operator_while_it_is_submitted() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.provider.on_submit = lambda: house.jobs.redrive(job.id, reason="a test", actor="oscar@example.com")
    house.deliver()


def _given_up() -> tuple[House, Job]:
    """Return a job whose provider has been at work until the job was given up."""
    house = House()
    house.provider.polls = [running()]
    job = house.jobs.create(an_order())
    house.deliver()
    house.queue.waiting.clear()
    house.clock.pass_s(DEADLINE_S + 200)
    house.sweep.run()
    assert house.job(job.id).error is not None
    return house, job


def a_provider_is_done_when_the_job_was_given_up() -> None:
    house, job = _given_up()
    house.callbacks.wavespeed({}, b"prediction-1", job.id)


def a_video_arrives_when_the_job_was_given_up() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver()
    fetch = house.fetch_errors

    class TooLate(list[Exception]):
        def __bool__(self) -> bool:
            if not house.job(job.id).settled:
                house.clock.pass_s(DEADLINE_S + 200)
                house.sweep.run()
            return False

    house.fetch_errors = TooLate(fetch)
    house.deliver()
    assert house.job(job.id).error is not None


def callbacks_come() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver()
    house.clock.pass_s(5)
    house.callbacks.wavespeed({}, b"prediction-1", job.id)
    house.deliver_all()
    house.callbacks.wavespeed({}, b"prediction-1", job.id)
    house.callbacks.wavespeed({}, b"of-nobody", "a" * 26)

    def refuse(headers: object, body: bytes) -> str:
        raise NotAuthenticated("The signature is wrong.")

    house.callbacks._verify = {"wavespeed": refuse}
    with pytest.raises(NotAuthenticated):
        house.callbacks.wavespeed({}, b"prediction-1", job.id)


def a_prediction_belongs_to_another_job() -> None:
    house = House()
    house.provider.submits = ["p-1"]
    owner = PredictionOwner(job_id="b" * 26, attempt=1, at=START)
    house.store.transact(lambda tx: tx.create(documents.prediction_owner("wavespeed", "p-1"), owner))
    house.jobs.create(an_order())
    house.deliver()


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


def providers_refuse() -> None:
    for status in (401, 429, 500):
        with contextlib.suppress(Exception):
            a_wavespeed(Recording(refusal(status, "no"))).submit(a_generation())
    with contextlib.suppress(Exception):
        a_vertex(Recording(httpx.Response(429, json={}))).fetch(
            "projects/p/locations/l/publishers/google/models/veo-3/operations/1"
        )
    with contextlib.suppress(Exception):
        a_wavespeed(Recording(httpx.ConnectError("no route"))).submit(a_generation())


def requests_go_wrong() -> None:
    errors = (
        RateLimited("Slower."),
        Unavailable("Busy."),
        ValueError("of a kind that nobody foresaw"),
        InvalidRequest("The caller's to mend, and no news."),
    )
    for error in errors:
        problem.response_of(error)


def answers_break_off() -> None:
    def broken(start: int, stop: int) -> Iterator[bytes]:
        yield from (b"x" for _ in range(40))
        raise OSError

    def short(start: int, stop: int) -> Iterator[bytes]:
        yield from (b"x" for _ in range(40))

    for read in (broken, short):
        film = Content("video/mp4", "e", 100, "attachment", read)
        response = contents.response_of(film, EnvironBuilder().get_request(), declared_max_bytes=None)
        with pytest.raises(BrokenOff):
            list(response.iter_encoded())


def messages_go_wrong() -> None:
    @subscriber(StepMessage, project=lambda: "my-project")
    def some_steps(message: StepMessage) -> None:
        raise OSError

    some_steps(_event(b"no message"))
    with pytest.raises(Redeliver):
        some_steps(_event(b'{"job_id": "%s", "epoch": 1}' % (b"a" * 26)))


def _event(data: bytes) -> CloudEvent:
    message = {"data": base64.b64encode(data).decode(), "messageId": "m1"}
    return CloudEvent({"type": "google.cloud.pubsub", "source": "//pubsub"}, {"message": message})


STORIES: Iterable[Callable[[], None]] = (
    a_video_is_made_shown_and_deleted,
    a_video_is_refused_by_policy,
    a_video_is_spoilt_after_it_was_paid_for,
    a_provider_is_full_and_our_key_is_dead,
    an_order_is_canceled_in_time,
    a_submit_has_no_answer,
    an_attempt_dies_in_its_submit,
    a_job_is_driven_by_an_operator_while_it_is_submitted,
    a_provider_is_done_when_the_job_was_given_up,
    a_video_arrives_when_the_job_was_given_up,
    callbacks_come,
    a_prediction_belongs_to_another_job,
    the_queue_is_down,
    nobody_swept_for_an_hour,
    a_source_is_deleted_that_another_job_needs,
    a_film_is_encoded_in_segments,
    a_segment_is_taken_away_while_the_database_is_down,
    books_do_not_add_up_and_then_they_do,
    a_document_cannot_be_read,
    providers_refuse,
    requests_go_wrong,
    answers_break_off,
    messages_go_wrong,
)
