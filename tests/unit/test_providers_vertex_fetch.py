"""What each answer to a poll of Vertex AI means to us."""

import json
from typing import Any

import httpx
import pytest

from shared.errors import HighDemand, NotOurDay, PermanentError, Throttled, TransientError
from shared.model.prediction import Prediction, PredictionState
from tests.generation import BUCKET, Recording, a_vertex
from tests.vertex_recordings import MODEL, NAME, SECRET_WORDS, refusal

URI = f"gs://{BUCKET}/results/job1/a1/0f3c/sample_0.mp4"


def fetched(**operation: Any) -> Prediction:
    wire = Recording(httpx.Response(200, json={"name": NAME, **operation}))
    found = a_vertex(wire).fetch(NAME)
    assert found is not None
    return found


def test_an_operation_is_asked_for_at_its_own_model() -> None:
    wire = Recording(httpx.Response(200, json={"name": NAME}))
    a_vertex(wire).fetch(NAME)
    (request,) = wire.requests
    assert request.url.path == f"/v1/{MODEL}:fetchPredictOperation"
    assert json.loads(request.content) == {"operationName": NAME}


@pytest.mark.parametrize(
    "operation",
    [{}, {"done": False}, {"done": None}, {"done": "true"}, {"metadata": {"progressPercent": 250}}],
)
def test_f60_f69_what_is_not_done_is_running(operation: dict[str, Any]) -> None:
    found = fetched(**operation)
    assert (found.state, found.progress) == (PredictionState.RUNNING, None)


def test_a_finished_operation_names_the_file_in_our_bucket() -> None:
    found = fetched(done=True, response={"videos": [{"gcsUri": URI, "mimeType": "video/mp4"}]})
    assert (found.state, found.files) == (PredictionState.SUCCEEDED, (URI,))


@pytest.mark.parametrize(
    "response",
    [None, {}, {"videos": []}, {"videos": None}, {"videos": "x"}, {"raiMediaFilteredCount": 1}],
)
def test_f70_a_success_with_no_video_was_filtered(response: Any) -> None:
    error = fetched(done=True, response=response).error
    assert isinstance(error, PermanentError)
    assert error.code == "filtered"


def test_f70_a_filter_that_names_its_reason_is_a_policy_refusal() -> None:
    reasons = [f"{SECRET_WORDS}. Support codes: 61493863", "Support codes: 15236754"]
    error = fetched(done=True, response={"raiMediaFilteredReasons": reasons}).error
    assert isinstance(error, PermanentError)
    assert (error.code, error.message) == ("policy", "The model refuses violent content.")


def test_f70_a_support_code_that_nobody_knows_is_a_policy_refusal_too() -> None:
    error = fetched(done=True, response={"raiMediaFilteredReasons": ["Support codes: 12345678"]}).error
    assert isinstance(error, PermanentError)
    assert error.code == "policy"


@pytest.mark.parametrize(
    "video",
    [{"bytesBase64Encoded": "AAAA"}, {"gcsUri": "gs://other/x.mp4"}, {"gcsUri": f"gs://{BUCKET}/"}, {}],
)
def test_a_video_that_is_not_in_our_bucket_cannot_be_used(video: dict[str, str]) -> None:
    error = fetched(done=True, response={"videos": [video]}).error
    assert isinstance(error, PermanentError)
    assert error.code == "result_unusable"


@pytest.mark.parametrize(
    ("rpc_code", "message", "kind", "code"),
    [
        (3, "Support codes: 90789179", PermanentError, "policy"),
        (3, "The prompt violates the guidelines", PermanentError, "policy"),
        (3, f"{SECRET_WORDS} unsupported", PermanentError, "provider_rejected"),
        (8, "experiencing high demand", HighDemand, "provider_busy"),
        (14, "unavailable", HighDemand, "provider_busy"),
        (13, "Internal error", TransientError, "provider_failed"),
        (4, "Deadline exceeded", TransientError, "provider_failed"),
        (None, None, TransientError, "provider_failed"),
        (5, "no model", PermanentError, "model_unavailable"),
        (7, "no rights on the bucket", NotOurDay, "provider_account"),
    ],
)
def test_f53_a_failed_operation_is_sorted(rpc_code: Any, message: Any, kind: type, code: str) -> None:
    found = fetched(done=True, error={"code": rpc_code, "message": message})
    assert found.state is PredictionState.FAILED
    assert found.error is not None
    assert type(found.error) is kind
    assert found.error.code == code
    assert SECRET_WORDS not in found.error.message


@pytest.mark.parametrize("status", [404, 410])
def test_f72_an_operation_they_do_not_know_is_none(status: int) -> None:
    assert a_vertex(Recording(refusal(status, "not found"))).fetch(NAME) is None


def test_an_id_that_is_no_operation_is_not_asked_for() -> None:
    wire = Recording(httpx.Response(200, json={}))
    assert a_vertex(wire).fetch("projects/p/../../x") is None
    assert wire.requests == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refusal(500, "x"), TransientError),
        (refusal(503, "x"), TransientError),
        (refusal(400, "x"), TransientError),
        (refusal(429, "x", **{"Retry-After": "3"}), Throttled),
        (refusal(401, "x"), NotOurDay),
        (httpx.Response(200, html="<html>"), TransientError),
        (httpx.Response(200, json={"name": f"{MODEL}/operations/other", "done": True}), TransientError),
        (httpx.ReadTimeout("t"), TransientError),
    ],
)
def test_a_poll_that_fails_says_nothing_about_the_operation(reply: Any, kind: type) -> None:
    with pytest.raises(TransientError) as raised:
        a_vertex(Recording(reply)).fetch(NAME)
    assert type(raised.value) is kind
