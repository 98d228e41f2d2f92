"""Vertex's adapter against recordings: what it sends, and what each answer to a submit means to us."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from shared.errors import (
    HighDemand,
    NotOurDay,
    PermanentError,
    SubmitUnknown,
    Throttled,
    TransientError,
)
from shared.model.prediction import PredictionState
from shared.providers import PROVIDERS, Site, build_provider, check_settings
from shared.providers.vertex_settings import VertexSettings
from tests.generation import BUCKET, PREFIX, Recording, a_veo, a_vertex, submit_once
from tests.vertex_recordings import MODEL, NAME, SECRET_WORDS, refusal

SINCE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ACCEPTED = httpx.Response(200, json={"name": NAME})


def submit(*answers: Any, **request: Any) -> tuple[Any, Recording]:
    return submit_once(a_vertex, a_veo(**request), *answers)


def test_a_text_order_asks_for_one_video_under_our_prefix_and_is_sent_once() -> None:
    outcome, wire = submit(ACCEPTED)
    (request,) = wire.requests
    assert outcome == NAME
    assert str(request.url) == f"https://us-central1-aiplatform.googleapis.com/v1/{MODEL}:predictLongRunning"
    assert request.headers["Authorization"] == "Bearer token"
    assert json.loads(request.content) == {
        "instances": [{"prompt": "a lighthouse in a storm"}],
        "parameters": {
            "sampleCount": 1,
            "storageUri": f"gs://{BUCKET}/{PREFIX}",
            "durationSeconds": 8,
            "seed": 1234567,
            "aspectRatio": "16:9",
            "resolution": "720p",
            "generateAudio": True,
        },
    }


def test_an_image_is_named_by_its_object_and_type() -> None:
    _, wire = submit(
        ACCEPTED, image_object="uploads/u1/image.jpg", image_type="image/jpeg", image_url="https://x"
    )
    (instance,) = json.loads(wire.requests[0].content)["instances"]
    assert instance["image"] == {"gcsUri": f"gs://{BUCKET}/uploads/u1/image.jpg", "mimeType": "image/jpeg"}


def test_a_model_that_the_catalogue_does_not_have_is_never_ordered() -> None:
    wire = Recording(ACCEPTED)
    with pytest.raises(PermanentError) as refused:
        a_vertex(wire).submit(a_veo(model="wan-2.5"))
    assert refused.value.code == "model_unavailable"
    assert wire.requests == []


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout("t"), httpx.ReadError("r"), httpx.RemoteProtocolError("r")], ids=type
)
def test_f49_a_submit_without_an_answer_is_unknown_and_was_sent_once(error: Exception) -> None:
    outcome, _ = submit(error)
    assert isinstance(outcome, SubmitUnknown)
    assert not outcome.refused


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ConnectTimeout("t")], ids=type)
def test_f50_a_submit_that_never_left_may_be_sent_again(error: Exception) -> None:
    outcome, _ = submit(error)
    assert type(outcome) is TransientError


@pytest.mark.parametrize(
    ("reply", "kind", "wait_s"),
    [
        (refusal(429, "Quota exceeded", **{"Retry-After": "9"}), Throttled, 9.0),
        (refusal(429, "Please submit a quota increase request"), Throttled, None),
        (refusal(429, "experiencing high demand"), HighDemand, None),
        (refusal(503, "The service is currently unavailable", **{"Retry-After": "9"}), HighDemand, 9.0),
        (refusal(500, "The model is overloaded"), HighDemand, None),
    ],
)
def test_f51_too_fast_and_too_full_are_told_apart(
    reply: httpx.Response, kind: type, wait_s: float | None
) -> None:
    outcome, _ = submit(reply)
    assert type(outcome) is kind
    assert outcome.retry_after_s == wait_s


@pytest.mark.parametrize(
    ("reply", "refused"),
    [(refusal(500, "Internal error"), True), (refusal(502, ""), True), (refusal(504, "Deadline"), False)],
)
def test_f52_a_server_error_is_unknown(reply: httpx.Response, refused: bool) -> None:
    outcome, _ = submit(reply)
    assert isinstance(outcome, SubmitUnknown)
    assert outcome.refused is refused


@pytest.mark.parametrize(
    "message",
    [
        f"{SECRET_WORDS} The prompt was blocked. Support codes: 15236754",
        f"{SECRET_WORDS} Support codes: 15236754, 61493863",
        f"{SECRET_WORDS} violates our usage guidelines",
    ],
)
def test_f53_a_policy_refusal_is_final_and_says_so_in_our_words(message: str) -> None:
    outcome, _ = submit(refusal(400, message))
    assert isinstance(outcome, PermanentError)
    assert outcome.code == "policy"
    assert outcome.next_step.startswith("Change the words and try again")
    assert SECRET_WORDS not in outcome.message
    assert ("well-known people" in outcome.message) is ("15236754" in message)


@pytest.mark.parametrize(
    "reply",
    [
        refusal(401, "Request had invalid authentication credentials"),
        refusal(403, "Permission denied"),
        refusal(400, "API key not valid"),
        refusal(429, "Your prepayment credits are depleted"),
        refusal(429, "The spend cap is reached"),
    ],
)
def test_f54_our_key_or_credits_are_nobodys_failure(reply: httpx.Response) -> None:
    outcome, _ = submit(reply)
    assert isinstance(outcome, NotOurDay)


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(200, html="<html>"),
        httpx.Response(200, json={}),
        httpx.Response(200, json={"name": None}),
        httpx.Response(200, json={"name": "operations/1"}),
        httpx.Response(200, json={"name": f"{MODEL}/operations/../../x"}),
        httpx.Response(302),
    ],
)
def test_f55_a_success_without_a_usable_name_is_unknown(reply: httpx.Response) -> None:
    outcome, _ = submit(reply)
    assert isinstance(outcome, SubmitUnknown)
    assert not outcome.refused


@pytest.mark.parametrize(("status", "code"), [(400, "provider_rejected"), (404, "model_unavailable")])
def test_another_refusal_is_final(status: int, code: str) -> None:
    outcome, _ = submit(refusal(status, f"{SECRET_WORDS}: durationSeconds out of range"))
    assert isinstance(outcome, PermanentError)
    assert outcome.code == code
    assert SECRET_WORDS not in outcome.message


def test_a_lost_submit_shows_itself_by_its_file_and_by_nothing_else() -> None:
    ours = f"{PREFIX}/0f3c/sample_0.mp4"
    others = (f"{PREFIX}0/0f3c/sample_0.mp4", f"{PREFIX}/0f3c/notes.txt")
    wire = Recording(ACCEPTED)
    assert a_vertex(wire, objects=others).find(a_veo(), since=SINCE) is None
    adapter = a_vertex(wire, objects=(ours, *others))
    found = adapter.find(a_veo(), since=SINCE)
    assert found is not None
    assert found.state is PredictionState.SUCCEEDED
    assert found.files == (f"gs://{BUCKET}/{ours}",)
    assert adapter.fetch(found.id) == found
    assert wire.requests == []
    assert not adapter.authoritative_lookup


def test_the_address_follows_the_location_unless_it_is_set() -> None:
    settings = {"project": "demo-project"}
    assert VertexSettings(**settings).origin == "https://us-central1-aiplatform.googleapis.com"
    assert VertexSettings(**settings, location="global").origin == "https://aiplatform.googleapis.com"
    assert VertexSettings(**settings, base_url="http://127.0.0.1:1").origin == "http://127.0.0.1:1/"


@pytest.mark.parametrize(
    "wrong", [{"project": "a/b"}, {"location": "../x"}, {"base_url": "x"}, {"timeout_s": -1}]
)
def test_a_wrong_setting_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_vertex(**wrong)


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_is_built_from_its_own_variables(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("WAVESPEED_API_KEY", "VERTEX_PROJECT"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(ValidationError):
        check_settings(name)
    monkeypatch.setenv("WAVESPEED_API_KEY", "key")
    monkeypatch.setenv("VERTEX_PROJECT", "demo-project")
    check_settings(name)
    provider = build_provider(name, Site(models={}, bucket=BUCKET, list_objects=lambda _prefix: []))
    assert provider.authoritative_lookup is (name == "wavespeed")
