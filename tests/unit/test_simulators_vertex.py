from typing import Any

import pytest

from infra.local.simulators.refusal import Refusal
from infra.local.simulators.vertex.order import parse_order

VIDEO = {"gcsUri": "gs://bucket/x.mp4", "mimeType": "video/mp4"}
IMAGE = {"bytesBase64Encoded": "aGk=", "mimeType": "image/png"}


def a_body(instance: dict[str, Any] | None = None, **parameters: Any) -> dict[str, Any]:
    return {"instances": [{"prompt": "a fox", **(instance or {})}], "parameters": parameters}


def test_an_order_has_defaults() -> None:
    clip = parse_order({"instances": [{"prompt": "a fox"}]}).clips("veo", "a fox", {})[0]

    assert (clip.width, clip.height, clip.duration_s, clip.sound) == (1280, 720, 8, True)


def test_an_order_is_rendered_as_asked() -> None:
    order = parse_order(
        a_body(
            {"image": IMAGE},
            aspectRatio="9:16",
            resolution="1080p",
            durationSeconds=4,
            generateAudio=False,
            seed=2**32 - 1,
            sampleCount=2,
            storageUri="gs://my-bucket/pre/fix/",
        )
    )
    clips = order.clips("veo", "a fox", {"image": b"png"})

    assert [(c.width, c.height, c.duration_s, c.sound) for c in clips] == [(1080, 1920, 4, False)] * 2
    assert clips[0].first_image == b"png"
    assert clips[0].key != clips[1].key


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, "exactly one instance"),
        ({"instances": []}, "exactly one instance"),
        ({"instances": [1]}, "must be objects"),
        ({"instances": [{"prompt": " "}]}, "'prompt' must be a text"),
        ({**a_body(), "stray": 1}, "Unknown name 'stray'"),
        (a_body({"stray": 1}), "Unknown name 'stray'"),
        (a_body({"mask": {}}), "'mask' is not simulated yet"),
        (a_body({"video": {"gcsUri": "gs://bucket/x"}}), "'video' must have gcsUri and mimeType"),
        (a_body({"video": {"gcsUri": "x", "mimeType": "video/mp4"}}), "an MP4 at gs://bucket/name"),
        (a_body({"video": VIDEO, "image": IMAGE}), "cannot be combined with 'image'"),
        (a_body({"video": VIDEO}, resolution="1080p"), "in 720p only"),
        (a_body({"image": "x"}), "'image' must be an object"),
        (a_body({"image": {"mimeType": "image/png"}}), "either bytesBase64Encoded or gcsUri"),
        (a_body({"image": {**IMAGE, "gcsUri": "gs://bucket/x"}}), "either bytesBase64Encoded"),
        (a_body({"image": {**IMAGE, "mimeType": "image/gif"}}), "needs a mimeType"),
        (a_body({"lastFrame": {"gcsUri": "x", "mimeType": "image/png"}}), "not gs://bucket/name"),
        (a_body(durationSeconds=5), "must be one of [4, 6, 8]"),
        (a_body(durationSeconds="8"), "must be integer"),
        (a_body(sampleCount=5), "must be from 1 to 4"),
        (a_body(seed=-1), "must be from 0 to 4294967295"),
        (a_body(resolution="480p"), "must be one of"),
        (a_body(aspectRatio="1:1"), "must be one of"),
        (a_body(storageUri="https://x"), "must be gs://bucket/prefix"),
        (a_body(colour="red"), "unsupported"),
    ],
)
def test_a_faulty_order_is_refused_with_its_fault(body: dict[str, Any], fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_order(body)

    assert refused.value.status == 400
    assert fault in refused.value.message
