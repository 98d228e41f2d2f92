"""The classes that sizes are sold in: how many pixels the short side of a 16:9 picture has."""

from shared.model.video import Probe

SHORT_SIDES_PX = {"480p": 480, "720p": 720, "1080p": 1080, "1440p": 1440, "4k": 2160}
SIZE_TOLERANCE = 0.06
"""Providers round to multiples of 16 or 32: "480p" in 16:9 comes as 832x480, which is 2.5 % narrower."""


def is_above(resolution: str, probe: Probe) -> bool:
    """Return whether a class is sharper than a video, and not only by a provider's rounding."""
    return SHORT_SIDES_PX[resolution] > min(probe.width, probe.height) * (1 + SIZE_TOLERANCE)
