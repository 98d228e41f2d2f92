"""What can happen at the edges: providers, requests, answers, messages."""

import base64
import contextlib
from collections.abc import Iterator

import httpx
import pytest
from cloudevents.http import CloudEvent
from werkzeug.test import EnvironBuilder

from shared.errors import (
    InvalidRequest,
    RateLimited,
    Unavailable,
)
from shared.events.subscriber import Redeliver, subscriber
from shared.http import content as contents
from shared.http import problem
from shared.http.app_check import AppCheck
from shared.http.content import BrokenOff, Content
from shared.model.messages import StepMessage
from tests.generation import Recording, a_generation, a_vertex, a_wavespeed
from tests.wavespeed_recordings import refusal


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


def a_page_is_not_ours() -> None:
    AppCheck("observe", lambda token: None).admit("")


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


STORIES = (
    providers_refuse,
    requests_go_wrong,
    answers_break_off,
    a_page_is_not_ours,
    messages_go_wrong,
)
