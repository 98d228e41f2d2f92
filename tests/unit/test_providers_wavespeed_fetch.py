"""What each answer to a poll of WaveSpeed means to us."""

import json
import math
from typing import Any

import httpx
import pytest

from shared.errors import (
    HighDemand,
    NotOurDay,
    PermanentError,
    Throttled,
    TransientError,
)
from shared.model.prediction import PredictionState
from tests.generation import Recording, a_wavespeed
from tests.wavespeed_recordings import ID, SECRET_WORDS, a_prediction, answer, refusal


def fetched(**changes: Any):
    return a_wavespeed(Recording(answer(a_prediction(**changes)))).fetch(ID)


def test_a_finished_prediction_lends_its_files_as_strings_or_objects() -> None:
    for output in ("https://cdn.example/o.mp4", {"url": "https://cdn.example/o.mp4"}):
        found = fetched(status="completed", outputs=[output])
        assert found.state is PredictionState.SUCCEEDED
        assert found.files == ("https://cdn.example/o.mp4",)


def test_both_addresses_of_a_result_are_asked() -> None:
    wire = Recording(refusal(404, "not found"), answer(a_prediction(status="processing")))
    assert a_wavespeed(wire).fetch(ID).state is PredictionState.RUNNING
    assert [r.url.path for r in wire.requests] == [
        f"/api/v3/predictions/{ID}/result",
        f"/api/v3/predictions/{ID}",
    ]


@pytest.mark.parametrize(
    "reply", [refusal(404, "gone"), refusal(410, "gone"), refusal(200, "gone", code=404)]
)
def test_f72_a_prediction_they_do_not_know_is_none(reply: httpx.Response) -> None:
    assert a_wavespeed(Recording(reply)).fetch(ID) is None


@pytest.mark.parametrize(
    "status", ["created", "processing", "pending", "queued", "", "warming_up", "PROCESSING!", None, 7, {}]
)
def test_f60_f69_an_unknown_status_is_still_running(status: Any) -> None:
    assert fetched(status=status).state is PredictionState.RUNNING


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (-1, 0),
        (0, 0),
        (42, 42),
        (42.9, 42),
        (99, 99),
        (100, 99),
        (250, 99),
        ("NaN", None),
        (None, None),
        (True, None),
        (math.nan, None),
        (math.inf, None),
        ([], None),
        (10**400, 99),
    ],
)
def test_f69_progress_is_clamped(told: Any, shown: int | None) -> None:
    body = json.dumps({"code": 200, "data": a_prediction(status="processing", progress=told)})
    wire = Recording(httpx.Response(200, content=body))
    assert a_wavespeed(wire).fetch(ID).progress == shown


@pytest.mark.parametrize("outputs", [[], None, "https://cdn.example/o.mp4", [None], [{}], [""], [17]])
def test_f70_a_success_with_no_file_was_filtered(outputs: Any) -> None:
    found = fetched(status="completed", outputs=outputs)
    assert found.state is PredictionState.FAILED
    assert isinstance(found.error, PermanentError)
    assert found.error.code == "filtered"


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"has_nsfw_contents": [False, True]}, PermanentError, "policy"),
        ({"error": f"flagged as sensitive {SECRET_WORDS}"}, PermanentError, "policy"),
        ({"error": "currently experiencing high demand"}, HighDemand, "provider_busy"),
        ({"error": "Invalid input image: too small"}, PermanentError, "provider_rejected"),
        ({"error": "failed to download the image"}, TransientError, "provider_failed"),
        ({"error": "CUDA out of memory"}, TransientError, "provider_failed"),
        ({"error": None, "has_nsfw_contents": None}, TransientError, "provider_failed"),
    ],
)
def test_f53_a_failed_prediction_is_sorted(changes: dict[str, Any], kind: type, code: str) -> None:
    found = fetched(status="failed", **changes)
    assert found.state is PredictionState.FAILED
    assert type(found.error) is kind
    assert found.error.code == code
    assert SECRET_WORDS not in found.error.message


@pytest.mark.parametrize("status", ["timeout", "cancelled", "canceled", "deleted"])
def test_f60_a_prediction_that_they_ended_may_be_tried_again(status: str) -> None:
    assert type(fetched(status=status).error) is TransientError


def test_f71_what_they_say_first_and_what_they_say_later_are_both_told_as_said() -> None:
    flap = a_wavespeed(
        Recording(
            answer(a_prediction(status="failed", error="The worker was lost.")),
            answer(a_prediction(status="completed", outputs=["https://cdn.example/o.mp4"])),
        )
    )
    assert [flap.fetch(ID).state for _ in range(2)] == [PredictionState.FAILED, PredictionState.SUCCEEDED]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refusal(500, "x"), TransientError),
        (refusal(503, "x"), TransientError),
        (refusal(400, "x"), TransientError),
        (refusal(429, "x", **{"Retry-After": "3"}), Throttled),
        (refusal(401, "x"), NotOurDay),
        (refusal(402, "x"), NotOurDay),
        (httpx.Response(200, html="<html>"), TransientError),
        (answer(None), TransientError),
        (answer(a_prediction(id="f" * 32)), TransientError),
        (httpx.ReadTimeout("t"), TransientError),
        (httpx.ReadError("t"), TransientError),
    ],
)
def test_a_poll_that_fails_says_nothing_about_the_prediction(reply: Any, kind: type) -> None:
    wire = Recording(reply)
    with pytest.raises(TransientError) as raised:
        a_wavespeed(wire).fetch(ID)
    assert type(raised.value) is kind
    assert len(wire.requests) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/o.mp4",
        "http://cdn.example/o.mp4",
        "https://cdn.example.evil.example/o.mp4",
        "https://cdn.example@evil.example/o.mp4",
        "https://user:pw@cdn.example/o.mp4",
        "https://cdn.example:8443/o.mp4",
        "https://cdn.example\\@evil.example/",
        "https://cdn.example:99999/o.mp4",
        "file:///etc/passwd",
        "http://127.0.0.1/o.mp4",
        "http://127.0.0.1:1/o.mp4",
        "http://169.254.169.254/computeMetadata",
        "gs://bucket/o.mp4",
        "data:video/mp4;base64,AAAA",
        "https://[::1",
    ],
)
def test_a_file_on_a_foreign_host_waits_for_an_operator(url: str) -> None:
    with pytest.raises(NotOurDay) as raised:
        fetched(status="completed", outputs=[url])
    assert raised.value.code == "result_host"
    assert url not in raised.value.message


def test_a_file_on_a_known_host_is_lent_and_its_foreign_neighbour_is_not() -> None:
    good = ["https://cdn.example/o.mp4", "https://CDN.example:443/o.mp4", "http://127.0.0.1:9999/o.mp4"]
    found = fetched(status="completed", outputs=["https://evil.example/o.mp4", *good])
    assert found.files == tuple(good)
