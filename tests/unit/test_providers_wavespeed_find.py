"""What WaveSpeed's history says of a submit without an answer."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from shared.errors import (
    TransientError,
)
from shared.model.prediction import PredictionState
from tests.generation import Recording, a_generation, a_wavespeed
from tests.wavespeed_recordings import ID, a_prediction, answer, refusal

SINCE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def history(*items: dict[str, Any]) -> httpx.Response:
    return answer({"page": 1, "total": len(items), "items": list(items)})


def an_item(**changes: Any) -> dict[str, Any]:
    inputs = {"prompt": "a lighthouse in a storm", "seed": 1234567, "duration": 5}
    return a_prediction(**{"inputs": inputs, **changes})


def find(*pages: httpx.Response | Exception, **request: Any):
    wire = Recording(*pages)
    return a_wavespeed(wire).find(a_generation(**request), since=SINCE), wire


def test_f49_a_lost_submit_is_found_by_model_seed_and_prompt_and_never_repeated() -> None:
    other_seed = an_item(id="a" * 32, inputs={"prompt": "a lighthouse in a storm", "seed": 1})
    other_prompt = an_item(id="b" * 32, inputs={"prompt": "a cat", "seed": 1234567})
    other_model = an_item(id="c" * 32, model="wavespeed-ai/wan-2.2/t2v-720p")
    too_old = an_item(id="d" * 32, created_at="2026-11-20T08:58:59.999Z")
    found, wire = find(history(other_seed, other_prompt, other_model, too_old, an_item(status="processing")))
    assert (found.id, found.state) == (ID, PredictionState.RUNNING)
    (request,) = wire.requests
    assert request.url.path == "/api/v3/predictions"
    assert json.loads(request.content) == {
        "page": 1,
        "page_size": 100,
        "model": "alibaba/wan-2.5/text-to-video",
        "created_after": "2026-11-20T08:59:00Z",
        "include_inputs": True,
    }


def test_the_lookup_allows_for_their_clock_and_for_tidied_spaces() -> None:
    item = an_item(
        created_at="2026-11-20T08:59:30.000000001Z",
        inputs={"prompt": " a lighthouse  in a storm\n", "seed": 1234567},
    )
    assert find(history(item))[0].id == ID


def test_a_history_without_it_means_not_created() -> None:
    assert find(history())[0] is None


def test_an_earlier_try_that_failed_is_passed_over() -> None:
    failed = an_item(id="a" * 32, status="failed", error="CUDA out of memory")
    assert find(history(an_item(), failed))[0].id == ID
    assert find(history(failed))[0].state is PredictionState.FAILED


def test_every_page_of_the_history_is_read() -> None:
    page = [an_item(id=f"{n:032x}", inputs={"prompt": "x", "seed": n}) for n in range(100)]
    found, wire = find(history(*page), history(an_item()))
    assert found.id == ID
    assert [json.loads(r.content)["page"] for r in wire.requests] == [1, 2]


@pytest.mark.parametrize(
    "reply",
    [
        history(an_item(), an_item(id="e" * 32)),
        history({k: v for k, v in an_item().items() if k != "inputs"}),
        history(*[an_item(id=f"{n:032x}", inputs={"prompt": "x", "seed": n}) for n in range(100)]),
        answer({"items": None}),
        answer(None),
        refusal(404, "no such route"),
        refusal(500, "x"),
        refusal(429, "x"),
        httpx.Response(200, html="<html>"),
        httpx.ReadTimeout("t"),
    ],
    ids=["two", "no inputs", "endless", "no items", "no data", "404", "500", "429", "html", "timeout"],
)
def test_f55_a_lookup_that_cannot_tell_never_says_not_created(reply: Any) -> None:
    with pytest.raises(TransientError):
        find(reply)
