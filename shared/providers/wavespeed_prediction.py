"""From WaveSpeed's prediction object to ours; tolerant, because its fields vary by model."""

import math
import re
from collections.abc import Collection, Iterable
from typing import Any

from shared.errors import StepError
from shared.model.prediction import Prediction, PredictionState
from shared.model.target import target_of
from shared.providers import faults
from shared.providers.verdict import broken_prediction

PREDICTION_ID = re.compile(r"[A-Za-z0-9_-]{8,128}")
_ENDED_WITHOUT = frozenset({"timeout", "cancelled", "canceled", "deleted"})
_OUTPUTS_MAX = 16


def prediction_id(data: Any) -> str | None:
    """Return the id of a prediction object, if it has a usable one."""
    value = data.get("id") if isinstance(data, dict) else None
    return value if isinstance(value, str) and PREDICTION_ID.fullmatch(value) else None


def prediction(data: dict[str, Any], *, hosts: Collection[str]) -> Prediction:
    """Translate a prediction object whose id is usable. An unknown status is still running.

    Raises:
        NotOurDay: it is finished, and its file lies on none of `hosts`.
    """
    own_id = str(data["id"])
    status = str(data.get("status", "")).lower()
    if status in _ENDED_WITHOUT:
        return _failed(own_id, faults.broke())
    if status == "failed":
        return _failed(own_id, _why(data))
    if status == "completed":
        return _finished(own_id, data, hosts)
    return Prediction(own_id, PredictionState.RUNNING, progress=percent(data.get("progress")))


def percent(value: Any) -> int | None:
    """Return a progress between 0 and 99, or None for what is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return int(min(max(value, 0), 99))


def _failed(own_id: str, error: StepError) -> Prediction:
    return Prediction(own_id, PredictionState.FAILED, error=error)


def _why(data: dict[str, Any]) -> StepError:
    return faults.policy() if _flagged(data) else broken_prediction(str(data.get("error", "")))


def _flagged(data: dict[str, Any]) -> bool:
    flags = data.get("has_nsfw_contents")
    return isinstance(flags, list) and any(flag is True for flag in flags)


def _finished(own_id: str, data: dict[str, Any], hosts: Collection[str]) -> Prediction:
    urls = tuple(_urls(data.get("outputs")))
    if not urls:
        return _failed(own_id, faults.policy() if _flagged(data) else faults.filtered())
    files = tuple(url for url in urls if target_of(url, hosts) is not None)
    if not files:
        raise faults.foreign_host()
    return Prediction(own_id, PredictionState.SUCCEEDED, progress=100, files=files)


def _urls(outputs: Any) -> Iterable[str]:
    """Yield the addresses in `outputs`: strings, or objects that hold one."""
    for output in outputs[:_OUTPUTS_MAX] if isinstance(outputs, list) else []:
        found = output
        if isinstance(output, dict):
            found = next((output[k] for k in ("url", "video", "uri", "download_url") if k in output), None)
        if isinstance(found, str) and found.strip():
            yield found.strip()
