"""The wire: bounded in bytes and in time, and nothing but our errors comes out of an adapter."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import StepError, SubmitUnknown
from shared.model.prediction import Prediction
from shared.providers.wire import Wire, retry_after
from tests.generation import a_generation, a_veo, a_vertex, a_wavespeed
from tests.vertex_recordings import NAME
from tests.wavespeed_recordings import ID

SINCE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
WORDS = st.sampled_from(
    ["id", "data", "code", "status", "outputs", "error", "message", "name", "done", "response", "videos",
     "gcsUri", "items", "inputs", "seed", "prompt", "completed", "failed", ID, NAME, "model", "created_at",
     "https://cdn.example/o.mp4", "has_nsfw_contents", "progress", "raiMediaFilteredReasons"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=8),
    max_leaves=8,
)
BODIES = st.binary(max_size=50) | VALUES.map(lambda value: json.dumps(value).encode())
STATUSES = st.sampled_from([200, 200, 200, 201, 204, 302, 400, 401, 404, 410, 429, 500, 503, 504])


class Drip(httpx.SyncByteStream):
    """A body that never ends, one byte at a time."""

    def __init__(self) -> None:
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield b" "

    def close(self) -> None:
        self.closed = True


class Dripping(httpx.BaseTransport):
    def __init__(self) -> None:
        self.body = Drip()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=self.body)


def test_f49_an_answer_that_never_ends_is_cut_off_and_its_connection_closed() -> None:
    transport = Dripping()
    wire = Wire("https://api.example", provider="acme", timeout_s=0.05, transport=transport)
    with pytest.raises(SubmitUnknown):
        wire.pay("/x", {}, headers={})
    assert transport.body.closed


def test_a_retry_after_may_be_a_date_and_is_bounded() -> None:
    in_a_minute = (SINCE + timedelta(seconds=60)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    told = [in_a_minute, "5", "-5", "1e9", "nan", "soon", "", None]
    assert [retry_after(value, now=SINCE) for value in told] == [60, 5, 0, 3600, None, None, None, None]


class Answering(httpx.BaseTransport):
    """Gives whatever `answer` is; the adapters under test share it, because building a client is slow."""

    def __init__(self) -> None:
        self.answer = httpx.Response(200)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(self.answer.status_code, content=self.answer.content)


TRANSPORT = Answering()
WAVESPEED, VERTEX = a_wavespeed(TRANSPORT), a_vertex(TRANSPORT)
SUBMITS = (lambda: WAVESPEED.submit(a_generation()), lambda: VERTEX.submit(a_veo()))
QUESTIONS = (
    lambda: WAVESPEED.fetch(ID),
    lambda: WAVESPEED.find(a_generation(), since=SINCE),
    lambda: VERTEX.fetch(NAME),
)


def outcome_of(call: Callable[[], Any], answer: httpx.Response) -> Any:
    """Return what a call gives, or the error that is ours; any other goes through."""
    TRANSPORT.answer = answer
    try:
        return call()
    except StepError as error:
        return error


def is_said_well(outcome: Any) -> bool:
    return (
        isinstance(outcome, StepError) and outcome.message.endswith(".") and outcome.next_step.endswith(".")
    )


@settings(max_examples=100, deadline=None)
@given(status=STATUSES, body=BODIES)
def test_whatever_a_provider_answers_only_our_errors_and_nouns_come_out(status: int, body: bytes) -> None:
    for call in SUBMITS:
        outcome = outcome_of(call, httpx.Response(status, content=body))
        assert is_said_well(outcome) or isinstance(outcome, str)
    for ask in QUESTIONS:
        outcome = outcome_of(ask, httpx.Response(status, content=body))
        assert is_said_well(outcome) or outcome is None or isinstance(outcome, Prediction)


@settings(max_examples=100, deadline=None)
@given(data=st.dictionaries(WORDS, VALUES, max_size=10))
def test_whatever_a_prediction_holds_it_is_read_or_refused_in_our_words(data: dict[str, Any]) -> None:
    entry = {**data, "id": ID, "model": "alibaba/wan-2.5/text-to-video", "created_at": "2026-11-20T09:00:01Z"}
    bodies = (
        {"code": 200, "data": {**data, "id": ID}},
        {"code": 200, "data": {"items": [entry]}},
        {**data, "name": NAME, "done": True},
    )
    for ask, body in zip(QUESTIONS, bodies, strict=True):
        outcome = outcome_of(ask, httpx.Response(200, content=json.dumps(body).encode()))
        assert is_said_well(outcome) or outcome is None or isinstance(outcome, Prediction)
