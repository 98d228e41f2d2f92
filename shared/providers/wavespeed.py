"""WaveSpeed: text and image to video over its REST API v3.

It takes no idempotency key. The seed, derived from the job, is our reference in its history of 7 days.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from shared.errors import StepError
from shared.model.base import Time
from shared.model.offer import Take, VendorModel
from shared.model.prediction import GenerationRequest, Prediction, PredictionState
from shared.providers import Site, faults
from shared.providers.verdict import Said, refused_poll, refused_submit, without
from shared.providers.wavespeed_order import inputs_of, is_made_by, model_of
from shared.providers.wavespeed_prediction import prediction, prediction_id
from shared.providers.wavespeed_settings import WaveSpeedSettings
from shared.providers.wire import Answer, Wire

SETTINGS = WaveSpeedSettings
CLOCK_SKEW_S = 60
"""How far WaveSpeed's clock may be behind ours when its history is searched."""
_PAGE_SIZE = 100
_PAGES_MAX = 10


class WaveSpeed:
    """The adapter; safe to share between threads."""

    authoritative_lookup = True

    def __init__(
        self,
        settings: WaveSpeedSettings,
        models: Mapping[str, Mapping[Take, VendorModel]],
        *,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._models = models
        self._hosts: Collection[str] = settings.result_hosts
        self._headers = {"Authorization": f"Bearer {settings.api_key.get_secret_value()}"}
        self._wire = Wire(
            str(settings.base_url),
            provider="wavespeed",
            timeout_s=settings.timeout_s,
            status_of=_status,
            transport=transport,
        )

    def submit(self, request: GenerationRequest) -> str:
        """Order one video. See `VideoProvider.submit`."""
        model = model_of(request, self._models)
        answer = self._wire.pay(
            f"/api/v3/{model.model}",
            inputs_of(request, model),
            headers=self._headers,
            params={"webhook": request.callback_url} if request.callback_url else None,
        )
        found = prediction_id(_data(answer))
        if found is None:
            raise _refusal(answer, request)
        return found

    def fetch(self, prediction_id: str) -> Prediction | None:
        """Ask how a prediction stands. Its documentation knows two addresses, so a miss is asked twice."""
        for path in (f"/api/v3/predictions/{prediction_id}/result", f"/api/v3/predictions/{prediction_id}"):
            answer = self._wire.ask("GET", path, headers=self._headers)
            if _status(answer) not in {404, 410}:
                return self._prediction(_data_of_answer(answer), expected_id=prediction_id)
        return None

    def find(self, request: GenerationRequest, *, since: Time) -> Prediction | None:
        """Look through the history since `since` for the one prediction with our model, seed and prompt.

        Earlier tries of the same job that have failed are passed over while another matches.

        Raises:
            TransientError: two could be ours, or the history does not show enough to tell.
        """
        model = model_of(request, self._models).model
        after = since - timedelta(seconds=CLOCK_SKEW_S)
        items = [item for item in self._history(model, after) if _is_candidate(item, model, after)]
        if any(_inputs(item) is None for item in items):
            raise faults.ambiguous()
        ours = [item for item in items if is_made_by(_inputs(item), request)]
        found = [self._prediction(item) for item in sorted(ours, key=_created_at)]
        live = [one for one in found if one.state is not PredictionState.FAILED]
        if len(live) > 1:
            raise faults.ambiguous()
        ours_last = live or found
        return ours_last[-1] if ours_last else None

    def close(self) -> None:
        """Drop the idle connections; the adapter is not used again."""
        self._wire.close()

    def _history(self, model: str, after: Time) -> list[dict[str, Any]]:
        """Return every entry since `after`; a part of them would not be an answer."""
        items: list[dict[str, Any]] = []
        for page in range(1, _PAGES_MAX + 1):
            body = {
                "page": page,
                "page_size": _PAGE_SIZE,
                "model": model,
                "created_after": after.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
                "include_inputs": True,
            }
            answer = self._wire.ask("POST", "/api/v3/predictions", headers=self._headers, body=body)
            listed = _data_of_answer(answer).get("items")
            if not isinstance(listed, list):
                raise faults.unreadable()
            items += [item for item in listed if isinstance(item, dict)]
            if len(listed) < _PAGE_SIZE:
                return items
        raise faults.ambiguous()

    def _prediction(self, data: dict[str, Any], *, expected_id: str | None = None) -> Prediction:
        found = prediction_id(data)
        if found is None or (expected_id is not None and found != expected_id):
            raise faults.unreadable()
        return prediction(data, hosts=self._hosts)


def build(site: Site) -> WaveSpeed:
    """Build the adapter from the WAVESPEED_* variables."""
    return WaveSpeed(SETTINGS(), site.models)


def _status(answer: Answer) -> int:
    """Return the status that counts: a refusal may come as HTTP 200 with another code in its body."""
    code = (answer.body or {}).get("code")
    inner = isinstance(code, int) and not isinstance(code, bool) and 200 <= answer.status < 300
    return code if inner and code is not None else answer.status


def _data(answer: Answer) -> Any:
    return answer.body.get("data") if answer.ok and answer.body and _status(answer) < 300 else None


def _data_of_answer(answer: Answer) -> dict[str, Any]:
    """Return the data of an answer to a question.

    Raises:
        TransientError: it is a refusal, or says nothing.
    """
    data = _data(answer)
    if not isinstance(data, dict):
        raise refused_poll(Said(_status(answer), "", answer.retry_after_s))
    return data


def _refusal(answer: Answer, request: GenerationRequest) -> StepError:
    """Sort an answer without an id. The prompt is cut out first: its words are not the provider's."""
    body = answer.body or {}
    words = " ".join(str(body.get(key, "")) for key in ("message", "error_code", "error"))
    return refused_submit(Said(_status(answer), without(words, request.prompt), answer.retry_after_s))


def _inputs(item: dict[str, Any]) -> Any:
    return item.get("input", item.get("inputs"))


def _created_at(item: dict[str, Any]) -> Time:
    """Return when an entry was made; one that does not say is taken for new."""
    try:
        at = datetime.fromisoformat(str(item.get("created_at")))
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _is_candidate(item: dict[str, Any], model: str, after: Time) -> bool:
    return item.get("model") == model and _created_at(item) >= after
