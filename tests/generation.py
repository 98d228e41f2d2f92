"""Builders of a request to a provider, shared by the adapters' tests."""

from collections.abc import Callable
from typing import Any

import httpx
from pydantic import SecretStr

from shared.catalog import load_catalog
from shared.errors import StepError
from shared.model.prediction import GenerationRequest
from shared.providers.base import VideoProvider
from shared.providers.vertex import Vertex
from shared.providers.vertex_settings import VertexSettings
from shared.providers.wavespeed import WaveSpeed
from shared.providers.wavespeed_settings import WaveSpeedSettings

BUCKET = "dailies-test"
PREFIX = "results/job1/a1"


def a_generation(**changes: Any) -> GenerationRequest:
    """Return 5 s of 720p from WaveSpeed, or as changed."""
    return GenerationRequest.model_validate(
        {
            "model": "wan-2.5",
            "prompt": "a lighthouse in a storm",
            "duration_s": 5,
            "resolution": "720p",
            "aspect_ratio": "16:9",
            "seed": 1234567,
            "output_prefix": PREFIX,
            **changes,
        }
    )


def a_veo(**changes: Any) -> GenerationRequest:
    """Return 8 s of 720p from Veo, or as changed."""
    return a_generation(**{"model": "veo-3.1-fast", "duration_s": 8, **changes})


def a_wavespeed(transport: httpx.BaseTransport | None = None, **settings: Any) -> WaveSpeed:
    """Return the adapter as wiring would build it, with other settings or another end of the wire."""
    given = {"api_key": SecretStr("key"), "result_hosts": "cdn.example,http://127.0.0.1:9999", **settings}
    return WaveSpeed(
        WaveSpeedSettings(**given), load_catalog().vendor_models("wavespeed"), transport=transport
    )


def a_vertex(
    transport: httpx.BaseTransport | None = None,
    *,
    objects: tuple[str, ...] = (),
    bucket: str = BUCKET,
    list_objects: Callable[[str], list[str]] | None = None,
    **settings: Any,
) -> Vertex:
    """Return the adapter over a bucket that holds `objects`, or what `list_objects` finds."""
    given = {"project": "demo-project", "access_token": SecretStr("token"), **settings}
    return Vertex(
        VertexSettings(**given),
        load_catalog().vendor_models("vertex"),
        bucket=bucket,
        list_objects=list_objects or (lambda prefix: [name for name in objects if name.startswith(prefix)]),
        transport=transport,
    )


class Recording(httpx.BaseTransport):
    """The other end of the wire: plays answers in order, repeats the last, and keeps what it was sent."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def submit_once(
    adapter_of: Callable[[Recording], VideoProvider],
    request: GenerationRequest,
    *answers: httpx.Response | Exception,
) -> tuple[str | StepError, Recording]:
    """Return what a submit came to; whatever the answer, a paid call was sent exactly once."""
    wire = Recording(*answers)
    try:
        outcome: str | StepError = adapter_of(wire).submit(request)
    except StepError as error:
        outcome = error
    assert [sent.method for sent in wire.requests] == ["POST"]
    return outcome, wire
