"""How a film is upscaled: the qualities we sell, what each costs in work, and the size that comes out."""

from typing import Literal, get_args

from shared.model.base import Model
from shared.model.footage import Footage
from shared.model.resolution import SIZE_TOLERANCE

Quality = Literal["fast", "balanced", "high"]
QUALITIES: tuple[Quality, ...] = get_args(Quality)

BOXES_PX = {"1080p": (1920, 1080), "1440p": (2560, 1440), "4k": (3840, 2160)}
"""The picture that a class fits into, lying; a standing film is fitted into the same, standing."""

GAIN_MIN = 1 + SIZE_TOLERANCE
"""How much longer its sides must become for a film to count as sharper."""

SEGMENT_WORK_S = 60.0
"""How long one core should work on a segment: short enough to lose, long enough to fetch the film for."""

SEGMENTS_MAX = 40
CORES = 2
"""How many cores a step works with."""

STEPS_S = 6.0
"""What the first and the last step take: looking at the film, and joining its segments. An estimate."""


class Encoding(Model):
    """Settings of x264, and how much they cost: seconds of one processor core for a million pixels encoded.

    Source: `make bench NAMES=presets`, infra/decisions/0006.
    """

    preset: str
    crf: int
    s_per_megapixel: float


ENCODINGS: dict[Quality, Encoding] = {
    "fast": Encoding(preset="superfast", crf=23, s_per_megapixel=0.018),
    "balanced": Encoding(preset="veryfast", crf=18, s_per_megapixel=0.029),
    "high": Encoding(preset="veryfast", crf=16, s_per_megapixel=0.032),
}


def quality_of(chosen: Quality | None) -> Quality:
    """Return the quality of an order that may name none."""
    return chosen or "balanced"


def fitted(resolution: str, width: float, height: float) -> tuple[int, int]:
    """Return the even sides of a film upscaled as far as the class allows, in the shape it has."""
    across, down = BOXES_PX[resolution]
    if height > width:
        across, down = down, across
    scale = min(across / width, down / height)
    return _even(width * scale, across), _even(height * scale, down)


def gains(resolution: str, width: float, height: float) -> bool:
    """Return whether a class makes a film sharper, and not only by a rounding."""
    return resolution in BOXES_PX and max(fitted(resolution, width, height)) >= GAIN_MIN * max(width, height)


def work_s(quality: Quality, *, width: int, height: int, frames: int) -> float:
    """Return how long one core works on so many frames of that size."""
    return ENCODINGS[quality].s_per_megapixel * width * height * frames / 1e6


def segments_for(work: float) -> int:
    """Return into how many segments so much work is divided."""
    return max(1, min(SEGMENTS_MAX, round(work / SEGMENT_WORK_S)))


def expected_s(quality: Quality, *, width: int, height: int, frames: int, at_once: int) -> float:
    """Return how long it usually takes to encode so many frames, with so many segments encoded `at_once`."""
    work = work_s(quality, width=width, height=height, frames=frames)
    parts = segments_for(work)
    rounds = -(-parts // at_once)
    return round(STEPS_S + rounds * work / parts / CORES, 1)


def target_of(footage: Footage, resolution: str) -> tuple[int, int]:
    """Return the sides that a film gets; its pixels become square."""
    return fitted(resolution, footage.width * footage.pixel_ratio, footage.height)


def _even(side: float, side_max: int) -> int:
    """Return the nearest even number that the class allows: 4:2:0 keeps one colour for 2x2 pixels."""
    return max(2, min(side_max, round(side / 2) * 2))
