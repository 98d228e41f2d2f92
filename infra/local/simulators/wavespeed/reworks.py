"""From a submit whose input is a film to what is made of it: a larger copy, or what comes next."""

from typing import Any

from infra.local.simulators.directives import Directives
from infra.local.simulators.film.given import Continued, Given, Larger, last_picture, measured
from infra.local.simulators.film.render import Film
from infra.local.simulators.wavespeed.models import Model
from infra.local.simulators.wavespeed.order import clip_of

SHORT_SIDES_PX = {"720p": 720, "1080p": 1080, "2k": 1440, "4k": 2160}


def rework_of(model: Model, inputs: dict[str, Any], directives: Directives, video: bytes) -> Film:
    """Return the film for `inputs`, which are valid. An extension is the new part; `[whole]` has all of it.

    Raises:
        ImageError: the video cannot be read.
    """
    given = measured(video)
    if not model.worded:
        return _larger(given, SHORT_SIDES_PX[model.filled(inputs)["target_resolution"]])
    clip = clip_of(model, inputs, directives.words, image=last_picture(given))
    return Continued(given, clip) if "whole" in directives else clip


def _larger(given: Given, side_px: int) -> Larger:
    """Keep the shape; sides are even."""
    factor = side_px / min(given.width, given.height)
    return Larger(given, round(given.width * factor / 2) * 2, round(given.height * factor / 2) * 2)
