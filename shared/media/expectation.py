"""What was ordered against what came: the table of what we accept.

| ordered | accepted |
|---|---|
| duration | within 10 %, at least within 0.5 s |
| resolution | the short side or the area of that class, 6 % less at most; more is a gift |
| aspect ratio | within 6 %; with an image the picture follows the image, and any is right |
| sound | if it was ordered, it must be there |
"""

from dataclasses import dataclass

from shared.media.errors import ResultMismatch
from shared.model.resolution import SHORT_SIDES_PX, SIZE_TOLERANCE
from shared.model.video import Probe

DURATION_TOLERANCE = 0.1
DURATION_TOLERANCE_S = 0.5


@dataclass(frozen=True)
class Wanted:
    """What the customer pays for. `aspect_ratio` is None when an image was given.

    `resolution` is None where we drew the film ourselves, to the pixel.
    """

    duration_s: float
    resolution: str | None
    aspect_ratio: str | None = None
    sound: bool = False


def check(probe: Probe, wanted: Wanted) -> None:
    """Accept the video, or say how it differs from the order.

    Raises:
        ResultMismatch: it does.
    """
    for fits, ordered, came in (
        (_lasts(probe, wanted), f"{wanted.duration_s:g} s", f"{probe.duration_s:.1f} s"),
        (_sharp(probe, wanted), wanted.resolution, f"{probe.width}x{probe.height}"),
        (_shaped(probe, wanted), wanted.aspect_ratio, f"{probe.width}x{probe.height}"),
        (probe.has_audio or not wanted.sound, "sound", "silence"),
    ):
        if not fits:
            raise ResultMismatch(
                f"The provider made something else than ordered: {came} instead of {ordered}."
            )


def _lasts(probe: Probe, wanted: Wanted) -> bool:
    slack_s = max(DURATION_TOLERANCE_S, wanted.duration_s * DURATION_TOLERANCE)
    return abs(probe.duration_s - wanted.duration_s) <= slack_s


def _sharp(probe: Probe, wanted: Wanted) -> bool:
    """Compare sides, or areas: a class is an area to models, whose square "480p" is 624x624."""
    if wanted.resolution is None:
        return True
    side_px = SHORT_SIDES_PX[wanted.resolution.lower()]
    least_px = side_px * (1 - SIZE_TOLERANCE)
    least_area_px = side_px * (side_px * 16 / 9) * (1 - SIZE_TOLERANCE)
    return min(probe.width, probe.height) >= least_px or probe.width * probe.height >= least_area_px


def _shaped(probe: Probe, wanted: Wanted) -> bool:
    if wanted.aspect_ratio is None:
        return True
    across, down = (int(side) for side in wanted.aspect_ratio.split(":"))
    ratio = across / down
    return abs(probe.width / probe.height - ratio) <= ratio * SIZE_TOLERANCE
