"""From a submit's inputs to the clip that is rendered for it."""

import math
from typing import Any

from infra.local.simulators.film.clip import Clip
from infra.local.simulators.film.still import open_image
from infra.local.simulators.wavespeed.models import SIZES, Model

NEARLY = 0.06
RATIO_MAX = 2.5


def clip_of(
    model: Model,
    inputs: dict[str, Any],
    words: str,
    *,
    image: bytes | None = None,
    last_image: bytes | None = None,
) -> Clip:
    """Return the clip for `inputs`, which are valid; `words` is the prompt without directives.

    Raises:
        ImageError: the image cannot be read.
    """
    filled = model.filled(inputs)
    width, height = _size(model, filled, image)
    return Clip(
        prompt=words,
        note=_note(model, filled, width, height),
        width=width,
        height=height,
        duration_s=int(filled["duration"]),
        sound=bool(filled.get("generate_audio", True)),
        first_image=image,
        last_image=last_image,
    )


def _size(model: Model, filled: dict[str, Any], image: bytes | None) -> tuple[int, int]:
    """Return the pixels: as asked, or in the shape of the image."""
    if "size" in filled:
        return _pixels(filled["size"])
    lying, standing = (_pixels(size) for size in SIZES[model.resolution(filled)])
    if "aspect_ratio" in filled:
        return standing if filled["aspect_ratio"] == "9:16" else lying
    picture = open_image(image) if image else None
    return lying if picture is None else shaped(picture.width / picture.height, lying, standing)


def shaped(ratio: float, *named: tuple[int, int]) -> tuple[int, int]:
    """Return a named size of nearly this ratio, or else one of the same area, in steps of 16 pixels."""
    for width, height in named:
        if abs(ratio * height / width - 1) < NEARLY:
            return width, height
    area = named[0][0] * named[0][1]
    bounded = min(max(ratio, 1 / RATIO_MAX), RATIO_MAX)
    return round(math.sqrt(area * bounded) / 16) * 16, round(math.sqrt(area / bounded) / 16) * 16


def _pixels(size: str) -> tuple[int, int]:
    width, height = size.split("*")
    return int(width), int(height)


def _note(model: Model, filled: dict[str, Any], width: int, height: int) -> str:
    seed = filled.get("seed", -1)
    parts = ["WaveSpeed simulator", model.id, f"{width}x{height}", f"{filled['duration']} s"]
    return " · ".join([*parts, f"seed {seed}"] if seed != -1 else parts)
