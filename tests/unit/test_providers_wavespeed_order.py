"""What WaveSpeed's adapter sends."""

import json
from typing import Any

import pytest

from shared.errors import (
    PermanentError,
)
from tests.generation import Recording, a_generation, a_wavespeed, submit_once
from tests.wavespeed_recordings import ID, a_prediction, answer


def submit(*answers: Any, **request: Any) -> tuple[Any, Recording]:
    return submit_once(a_wavespeed, a_generation(**request), *answers)


def test_a_text_order_says_size_duration_and_seed_and_is_sent_once() -> None:
    outcome, wire = submit(answer(a_prediction()))
    (request,) = wire.requests
    assert outcome == ID
    assert str(request.url) == "https://api.wavespeed.ai/api/v3/alibaba/wan-2.5/text-to-video"
    assert request.headers["Authorization"] == "Bearer key"
    assert json.loads(request.content) == {
        "prompt": "a lighthouse in a storm",
        "size": "1280*720",
        "duration": 5,
        "seed": 1234567,
    }


def test_an_image_order_goes_to_the_image_model_with_resolution_and_callback() -> None:
    _, wire = submit(
        answer(a_prediction()),
        image_url="https://storage.example/i.png?sig=a%2Fb&x=1",
        callback_url="https://dailies.example/api/callbacks/wavespeed?a=b&c=d",
        resolution="1080p",
        duration_s=10,
    )
    (request,) = wire.requests
    assert request.url.path == "/api/v3/alibaba/wan-2.5/image-to-video"
    assert dict(request.url.params) == {"webhook": "https://dailies.example/api/callbacks/wavespeed?a=b&c=d"}
    assert json.loads(request.content) == {
        "prompt": "a lighthouse in a storm",
        "image": "https://storage.example/i.png?sig=a%2Fb&x=1",
        "resolution": "1080p",
        "duration": 10,
        "seed": 1234567,
    }


@pytest.mark.parametrize(
    ("request_changes", "path", "shape"),
    [
        (
            {"model": "wan-2.2", "resolution": "480p", "aspect_ratio": "9:16"},
            "/api/v3/wavespeed-ai/wan-2.2/t2v-480p",
            {"size": "480*832"},
        ),
        (
            {"model": "wan-2.2", "image_url": "https://i"},
            "/api/v3/wavespeed-ai/wan-2.2/i2v-720p",
            {"image": "https://i"},
        ),
        (
            {"model": "google/veo3.1-fast", "aspect_ratio": "9:16", "duration_s": 8},
            "/api/v3/google/veo3.1-fast/text-to-video",
            {"resolution": "720p", "aspect_ratio": "9:16"},
        ),
    ],
)
def test_each_model_is_told_the_shape_in_its_own_fields(
    request_changes: dict[str, Any], path: str, shape: dict[str, Any]
) -> None:
    _, wire = submit(answer(a_prediction()), **request_changes)
    sent = json.loads(wire.requests[0].content)
    assert wire.requests[0].url.path == path
    assert {k: v for k, v in sent.items() if k not in {"prompt", "duration", "seed"}} == shape


def test_a_prompt_with_quotes_and_emoji_arrives_as_it_was() -> None:
    _, wire = submit(answer(a_prediction()), prompt='quote " and \ue000 and 😀')
    assert json.loads(wire.requests[0].content)["prompt"] == 'quote " and \ue000 and 😀'


def test_a_model_that_the_catalogue_does_not_have_is_never_ordered() -> None:
    wire = Recording(answer(a_prediction()))
    with pytest.raises(PermanentError) as refused:
        a_wavespeed(wire).submit(a_generation(model="veo-3.1"))
    assert refused.value.code == "model_unavailable"
    assert wire.requests == []
