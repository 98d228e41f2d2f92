"""From a request of ours to what WaveSpeed is sent, and back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from shared.model.offer import Take, VendorModel
from shared.model.prediction import GenerationRequest
from shared.providers import faults

_SIZES = {
    ("480p", "16:9"): "832*480",
    ("480p", "9:16"): "480*832",
    ("720p", "16:9"): "1280*720",
    ("720p", "9:16"): "720*1280",
    ("1080p", "16:9"): "1920*1080",
    ("1080p", "9:16"): "1080*1920",
}


_TARGETS = {"1440p": "2k"}
"""What WaveSpeed calls a target that we call otherwise."""


def model_of(request: GenerationRequest, models: Mapping[str, Mapping[Take, VendorModel]]) -> VendorModel:
    """Return what WaveSpeed calls the model that makes this request.

    Raises:
        PermanentError: the catalogue no longer has it.
    """
    variants = models.get(request.model, {})
    model = variants.get("video" if request.video_url else "image" if request.image_url else "text")
    if model is None:
        raise faults.model_gone()
    return model.model_copy(update={"model": model.model.replace("{resolution}", request.resolution)})


def inputs_of(request: GenerationRequest, model: VendorModel) -> dict[str, Any]:
    """Return the flat body of a submit. The seed is our reference: the history shows it again.

    Raises:
        PermanentError: there is no size for this shape.
    """
    size = _SIZES.get((request.resolution, request.aspect_ratio))
    if "size" in model.fields and size is None:
        raise faults.rejected()
    shape = {
        "size": size,
        "resolution": request.resolution,
        "aspect_ratio": request.aspect_ratio,
        "target_resolution": _TARGETS.get(request.resolution, request.resolution),
    }
    words = {"prompt": request.prompt, "duration": request.duration_s, "seed": request.seed}
    return {
        **(words if request.prompt else {}),
        **({"image": request.image_url} if request.image_url else {}),
        **({"video": request.video_url} if request.video_url else {}),
        **{field: shape[field] for field in model.fields},
    }


def is_made_by(inputs: Any, request: GenerationRequest) -> bool:
    """Return whether the inputs that a history shows are those of `request`; spaces may have been tidied."""
    if not isinstance(inputs, dict):
        return False
    if not request.prompt:
        return bool(request.video_name) and request.video_name in unquote(str(inputs.get("video", "")))
    if inputs.get("seed") != request.seed:
        return False
    return str(inputs.get("prompt", "")).split() == request.prompt.split()
