"""Veo on Vertex AI: `predictLongRunning` and `fetchPredictOperation`, results straight into our bucket.

It has no idempotency key and no list of operations. An unknown submit shows itself by a file under the
request's own prefix, or not at all.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from shared.errors import StepError
from shared.model.base import Time
from shared.model.offer import Take, VendorModel
from shared.model.prediction import GenerationRequest, Prediction, PredictionState
from shared.providers import Site, faults, vertex_policy
from shared.providers.google_token import token_of
from shared.providers.verdict import Said, refused_poll, refused_submit, without
from shared.providers.vertex_operation import OPERATION, prediction
from shared.providers.vertex_settings import VertexSettings
from shared.providers.wire import Answer, Wire

SETTINGS = VertexSettings
_SPENT = re.compile(r"credit|spend", re.IGNORECASE)
_BY_FILE = "gs://"


class Vertex:
    """The adapter; safe to share between threads."""

    authoritative_lookup = False

    def __init__(
        self,
        settings: VertexSettings,
        models: Mapping[str, Mapping[Take, VendorModel]],
        *,
        bucket: str,
        list_objects: Callable[[str], list[str]],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._publisher = f"projects/{settings.project}/locations/{settings.location}/publishers/google"
        self._models = models
        self._bucket = bucket
        self._list_objects = list_objects
        self._token = token_of(settings.access_token)
        self._wire = Wire(
            settings.origin, provider="vertex", timeout_s=settings.timeout_s, transport=transport
        )

    def submit(self, request: GenerationRequest) -> str:
        """Order one video. See `VideoProvider.submit`."""
        path = f"/v1/{self._publisher}/models/{self._model(request)}:predictLongRunning"
        answer = self._wire.pay(path, self._order(request), headers=self._headers())
        name = (answer.body or {}).get("name")
        if answer.ok and isinstance(name, str) and OPERATION.fullmatch(name):
            return name
        raise _refusal(answer, request)

    def fetch(self, prediction_id: str) -> Prediction | None:
        """Ask how an operation stands; one that was found by its file needs no question."""
        if prediction_id.startswith(_BY_FILE):
            return _by_file(prediction_id)
        named = OPERATION.fullmatch(prediction_id)
        if named is None:
            return None
        answer = self._wire.ask(
            "POST",
            f"/v1/{named['model']}:fetchPredictOperation",
            headers=self._headers(),
            body={"operationName": prediction_id},
        )
        if answer.status in {404, 410}:
            return None
        if not answer.ok or answer.body is None:
            raise refused_poll(Said(answer.status, "", answer.retry_after_s))
        if answer.body.get("name", prediction_id) != prediction_id:
            raise faults.unreadable()
        return prediction(answer.body, prediction_id, bucket=self._bucket)

    def find(self, request: GenerationRequest, *, since: Time) -> Prediction | None:  # noqa: ARG002  the port's
        """Look for a finished file under the request's prefix; a prediction under way cannot be seen."""
        names = self._list_objects(f"{request.output_prefix.rstrip('/')}/")
        videos = sorted(name for name in names if name.endswith(".mp4"))
        return _by_file(f"{_BY_FILE}{self._bucket}/{videos[0]}") if videos else None

    def close(self) -> None:
        """Drop the idle connections; the adapter is not used again."""
        self._wire.close()

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token()}"}

    def _model(self, request: GenerationRequest) -> str:
        variants = self._models.get(request.model, {})
        take: Take = "video" if request.video_object else "image" if request.image_object else "text"
        model = variants.get(take)
        if model is None:
            raise faults.model_gone()
        return model.model

    def _order(self, request: GenerationRequest) -> dict[str, Any]:
        instance: dict[str, Any] = {"prompt": request.prompt}
        if request.image_object:
            uri = f"gs://{self._bucket}/{request.image_object}"
            instance["image"] = {"gcsUri": uri, "mimeType": request.image_type or "image/png"}
        parameters = {
            "sampleCount": 1,
            "storageUri": f"gs://{self._bucket}/{request.output_prefix.rstrip('/')}",
            "seed": request.seed,
            "resolution": request.resolution,
            "generateAudio": True,
        }
        if request.video_object:  # shape and length follow from the film
            instance["video"] = {
                "gcsUri": f"gs://{self._bucket}/{request.video_object}",
                "mimeType": "video/mp4",
            }
        else:
            parameters |= {"durationSeconds": request.duration_s, "aspectRatio": request.aspect_ratio}
        return {"instances": [instance], "parameters": parameters}


def build(site: Site) -> Vertex:
    """Build the adapter from the VERTEX_* variables."""
    return Vertex(SETTINGS(), site.models, bucket=site.bucket, list_objects=site.list_objects)


def _by_file(uri: str) -> Prediction:
    return Prediction(uri, PredictionState.SUCCEEDED, progress=100, files=(uri,))


def _refusal(answer: Answer, request: GenerationRequest) -> StepError:
    """Sort a submit without an operation. The prompt is cut out first: its words are not Google's."""
    error = (answer.body or {}).get("error")
    text = str(error.get("message", "")) if isinstance(error, dict) else ""
    text = without(text, request.prompt)
    if answer.status == 429 and _SPENT.search(text):
        return faults.account()
    if answer.status == 503:  # Google's word for overloaded: nothing was created
        return faults.busy(answer.retry_after_s)
    refusal = vertex_policy.refusal(text) if answer.status == 400 else None
    return refusal or refused_submit(Said(answer.status, text, answer.retry_after_s))
