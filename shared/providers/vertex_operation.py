"""From Vertex AI's long-running operation to our prediction."""

import re
from collections.abc import Iterable
from typing import Any

from shared.errors import StepError
from shared.model.prediction import Prediction, PredictionState
from shared.providers import faults, vertex_policy
from shared.providers.verdict import broken_prediction, is_policy

OPERATION = re.compile(
    r"(?P<model>projects/[\w.:-]+/locations/[\w-]+/publishers/google/models/[\w.-]+)/operations/[\w.-]{1,128}"
)
_BUSY = frozenset({8, 14})  # RESOURCE_EXHAUSTED, UNAVAILABLE
_INVALID = frozenset({3, 9, 11})  # INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE
_NOT_FOUND = 5
_OUR_RIGHTS = frozenset({7, 16})  # PERMISSION_DENIED, UNAUTHENTICATED
_VIDEOS_MAX = 16


def prediction(operation: dict[str, Any], own_id: str, *, bucket: str) -> Prediction:
    """Translate an operation. One that is not done has no progress: Google names none."""
    if operation.get("done") is not True:
        return Prediction(own_id, PredictionState.RUNNING)
    error = operation.get("error")
    if isinstance(error, dict):
        return Prediction(own_id, PredictionState.FAILED, error=_why(error))
    response = operation.get("response")
    return _delivered(own_id, response if isinstance(response, dict) else {}, f"gs://{bucket}/")


def _why(error: dict[str, Any]) -> StepError:
    """Sort an operation's error: safety first, then by its google.rpc code, then by its words."""
    text, said = str(error.get("message", "")), error.get("code")
    code = said if isinstance(said, int) else None
    refusal = vertex_policy.refusal(text)
    if refusal is not None:
        return refusal
    if is_policy(text):
        return faults.policy()
    if code in _BUSY:
        return faults.busy()
    if code in _OUR_RIGHTS:
        return faults.account()
    if code == _NOT_FOUND:
        return faults.model_gone()
    return faults.rejected() if code in _INVALID else broken_prediction(text)


def _delivered(own_id: str, response: dict[str, Any], ours: str) -> Prediction:
    """Count what was delivered: with filtering, a success may hold fewer videos than asked, or none."""
    listed = response.get("videos")
    videos = [v for v in listed[:_VIDEOS_MAX] if isinstance(v, dict)] if isinstance(listed, list) else []
    if not videos:
        return Prediction(own_id, PredictionState.FAILED, error=_filtered(response))
    files = tuple(_files(videos, ours))
    if not files:  # inline bytes, or another bucket: we always name ours
        return Prediction(own_id, PredictionState.FAILED, error=faults.unusable())
    return Prediction(own_id, PredictionState.SUCCEEDED, progress=100, files=files)


def _files(videos: list[dict[str, Any]], ours: str) -> Iterable[str]:
    for video in videos:
        uri = video.get("gcsUri")
        if isinstance(uri, str) and uri.startswith(ours) and len(uri) > len(ours):
            yield uri


def _filtered(response: dict[str, Any]) -> StepError:
    reasons = response.get("raiMediaFilteredReasons")
    text = " ".join(str(reason) for reason in reasons) if isinstance(reasons, list) else ""
    return vertex_policy.refusal(text) or faults.filtered()
