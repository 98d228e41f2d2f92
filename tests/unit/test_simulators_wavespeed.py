import json
from typing import Any

import pytest

from infra.local.simulators.schema import problems
from infra.local.simulators.wavespeed.models import MODELS, SERVICE
from infra.local.simulators.wavespeed.order import clip_of, shaped
from infra.local.simulators.wavespeed.signature import signature

WAN = MODELS["alibaba/wan-2.5/text-to-video"]
ANIMATED = MODELS["wavespeed-ai/wan-2.2/i2v-480p"]


def faults(inputs: dict[str, Any]) -> list[str]:
    return problems(inputs, {**WAN.properties, **SERVICE}, WAN.required)


def test_the_signature_is_that_of_the_known_vector() -> None:
    body = (
        b'{"id":"0123456789abcdef0123456789abcdef","model":"wavespeed-ai/flashvsr",'
        b'"outputs":["https://cdn.example/o.mp4"],"status":"completed","error":""}'
    )

    assert json.loads(body)["status"] == "completed"
    assert signature(
        "whsec_testsecret0123456789", "0123456789abcdef0123456789abcdef", "1763600000", body
    ) == ("v3,f439fc6b9d6b027d498620f3be732390d61fa3196232995da2c0f1a10e8f8ff6")


def test_a_full_order_is_accepted() -> None:
    inputs = {"prompt": "a fox", "size": "832*480", "duration": 10, "seed": -1}

    assert faults({**inputs, "enable_prompt_expansion": False, "negative_prompt": ""}) == []


@pytest.mark.parametrize(
    ("inputs", "fault"),
    [
        ({}, "property 'prompt' is missing"),
        ({"prompt": ""}, "property 'prompt' must not be empty"),
        ({"prompt": 7}, "property 'prompt' must be string"),
        ({"prompt": "a", "colour": 1}, "property 'colour' is unsupported"),
        ({"prompt": "a", "duration": True}, "property 'duration' must be integer"),
        ({"prompt": "a", "duration": 5.0}, "property 'duration' must be integer"),
        ({"prompt": "a", "duration": 6}, "property 'duration' must be one of [5, 10]"),
        ({"prompt": "a", "seed": 2**31}, "property 'seed' must be from -1 to 2147483647"),
        ({"prompt": "a", "audio": "ftp://x"}, "property 'audio' must be an http(s) or data URL"),
    ],
)
def test_a_faulty_order_is_told_its_fault(inputs: dict[str, Any], fault: str) -> None:
    assert faults(inputs) == [fault]


FROM_WORDS = [model for model in MODELS.values() if "video" not in model.properties]


@pytest.mark.parametrize("model", FROM_WORDS, ids=lambda model: model.id)
def test_every_model_makes_a_clip_of_its_defaults(model: Any) -> None:
    clip = clip_of(model, {"prompt": "a fox", "image": "https://x"}, "a fox")

    assert (clip.width * clip.height, clip.duration_s) in (
        (832 * 480, 5),
        (1280 * 720, 5),
        (1280 * 720, 8),
    )
    assert model.price_usd({"prompt": "a fox"}) > 0


def test_the_size_decides_pixels_and_price() -> None:
    inputs = {"prompt": "a fox", "size": "1080*1920", "duration": 10}
    clip = clip_of(WAN, inputs, "a fox")

    assert (clip.width, clip.height, clip.duration_s) == (1080, 1920, 10)
    assert WAN.price_usd(inputs) == 1.5


def test_a_veo_clip_can_be_silent_and_upright() -> None:
    veo = MODELS["google/veo3.1-fast/text-to-video"]
    clip = clip_of(veo, {"prompt": "a", "aspect_ratio": "9:16", "generate_audio": False}, "a")

    assert (clip.width, clip.height, clip.sound) == (720, 1280, False)


def test_the_seed_is_written_small_into_the_picture() -> None:
    assert clip_of(ANIMATED, {"prompt": "a", "seed": 7}, "a").note.endswith("seed 7")


@pytest.mark.parametrize(
    ("ratio", "size"),
    [(16 / 9, (832, 480)), (3 / 2, (768, 512)), (1, (624, 624)), (9 / 16, (480, 832)), (50, (992, 400))],
)
def test_an_image_sets_the_shape_of_its_film(ratio: float, size: tuple[int, int]) -> None:
    assert shaped(ratio, (832, 480), (480, 832)) == size
