"""Our settings of an upscale beside the customary ones: one short clip to 1440p, processor seconds, likeness.

The whole study, which the settings were chosen by, is `preset_study`; what it found is in
infra/decisions/0006-upscale-presets.md.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from infra.local.simulators.film.clip import FPS
from tests.bench.clips import Footage, film
from tests.bench.figure import Figure, at_least, at_most, told
from tests.bench.likeness import Likeness, compared
from tests.bench.pictures import Size
from tests.bench.upscaling import CHOSEN, CUSTOMARY, Setting, Spent, upscaled

CLIP = "leaves"
SOURCE_HEIGHT_PX = 540
SIZE: Size = (2560, 1440)
SECONDS = 1


@dataclass(frozen=True)
class Made:
    """One film made larger."""

    spent: Spent
    like: Likeness
    size_bytes: int


def measure() -> list[Figure]:
    """Make one second of film larger in each quality, both ways."""
    with tempfile.TemporaryDirectory() as folder:
        footage = film(CLIP, Path(folder), height_px=SOURCE_HEIGHT_PX, size=SIZE, seconds=SECONDS)
        return [figure for quality in CHOSEN for figure in quality_figures(quality, footage, SIZE)]


def quality_figures(quality: str, footage: Footage, size: Size) -> list[Figure]:
    """Return what one quality costs, and what it is like, beside the customary setting."""
    custom, ours = make(footage, CUSTOMARY[quality], size), make(footage, CHOSEN[quality], size)
    name = f"upscale {quality}, {CHOSEN[quality].name} over {CUSTOMARY[quality].name}"
    megapixels = size[0] * size[1] * FPS * SECONDS / 1e6
    return [
        at_most(
            f"{name}: processor time",
            ours.spent.cpu_s / custom.spent.cpu_s,
            "x",
            1,
            spread=f"{ours.spent.cpu_s / megapixels:.3f} s per megapixel, {ours.spent.rss_mb:.0f} MB RSS",
        ),
        told(
            f"{name}: bytes",
            ours.size_bytes / custom.size_bytes,
            "x",
            spread=f"{ours.size_bytes / 1e6:.1f} MB",
        ),
        at_least(
            f"{name}: PSNR", ours.like.psnr - custom.like.psnr, "dB", 0, spread=f"{ours.like.psnr:.2f} dB"
        ),
        at_least(f"{name}: SSIM", ours.like.ssim - custom.like.ssim, "", 0, spread=f"{ours.like.ssim:.4f}"),
        told(f"{name}: VMAF", ours.like.vmaf - custom.like.vmaf, "", spread=f"{ours.like.vmaf:.1f}"),
    ]


def make(footage: Footage, setting: Setting, size: Size) -> Made:
    """Make a clip larger, and compare."""
    target = footage.source.with_suffix(".upscaled.mp4")
    spent = upscaled(footage.source, target, setting, size=size)
    made = Made(spent, compared(target, footage, size=size), target.stat().st_size)
    target.unlink()
    return made
