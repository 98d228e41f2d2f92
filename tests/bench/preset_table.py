"""`python -m tests.bench.preset_table FILE`: what a study found, beside the customary settings.

Only clips that have the customary setting count. Ratios are geometric means over clips, differences plain
ones. A setting holds for a clip if PSNR and SSIM to the lossless upscale are at least the customary one's.
"""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.preset_study import rows
from tests.bench.upscaling import CUSTOMARY

Row = dict[str, Any]
SSIM_STEP = 5e-5
"""What two SSIMs may differ by and still be the same: half of their fourth place."""


@dataclass(frozen=True)
class Compared:
    """One setting beside the customary one, over the clips that have both."""

    setting: str
    clips: int
    holds: int
    psnr: float
    ssim: float
    vmaf: float
    vmaf_worst: float
    cpu: float
    size: float

    @property
    def reaches(self) -> bool:
        """Whether it is as good in the mean."""
        return self.psnr >= 0 and self.ssim >= -SSIM_STEP


def compare(found: Sequence[Row], setting: str, customary: str) -> Compared | None:
    """Compare a setting with the customary one; None without a clip that has both."""
    mine = {_film(row): row for row in found if row["setting"] == setting}
    bars = {_film(row): row for row in found if row["setting"] == customary}
    pairs = [(mine[one], bars[one]) for one in bars if one in mine]
    if not pairs:
        return None
    gains = {name: [one[name] - bar[name] for one, bar in pairs] for name in ("psnr", "ssim", "vmaf")}
    return Compared(
        setting,
        len(pairs),
        sum(
            psnr >= 0 and ssim >= -SSIM_STEP for psnr, ssim in zip(gains["psnr"], gains["ssim"], strict=True)
        ),
        statistics.mean(gains["psnr"]),
        statistics.mean(gains["ssim"]),
        statistics.mean(gains["vmaf"]),
        min(gains["vmaf"]),
        statistics.geometric_mean(one["cpu_s"] / bar["cpu_s"] for one, bar in pairs),
        statistics.geometric_mean(one["size_bytes"] / bar["size_bytes"] for one, bar in pairs),
    )


def _film(row: Row) -> tuple[str, int]:
    """Return what two rows must share to be compared: the clip and the target's height."""
    return row["clip"], row["target_height_px"]


def main(arguments: Sequence[str]) -> int:
    """Print one table per quality, and one of what each setting costs."""
    found = [row for name in arguments for row in rows(Path(name))]
    settings = sorted({row["setting"] for row in found})
    console = Console(width=150)
    for quality, one in CUSTOMARY.items():
        compared = [compare(found, setting, one.name) for setting in settings]
        console.print(_table(quality, one.name, [row for row in compared if row]))
    console.print(_costs(found, settings))
    return 0


def _table(quality: str, customary: str, compared: Sequence[Compared]) -> Table:
    table = Table(title=f"{quality}: beside {customary}", title_justify="left")
    for head in ("setting", "time", "bytes", "PSNR dB", "SSIM", "VMAF (worst)", "holds", "reaches"):
        table.add_column(head, justify="left" if head == "setting" else "right")
    for one in sorted(compared, key=lambda one: one.cpu):
        table.add_row(
            one.setting,
            f"{one.cpu:.2f}x",
            f"{one.size:.2f}x",
            f"{one.psnr:+.2f}",
            f"{one.ssim:+.4f}",
            f"{one.vmaf:+.2f} ({one.vmaf_worst:+.2f})",
            f"{one.holds} of {one.clips}",
            "yes" if one.reaches else "",
        )
    return table


def _costs(found: Sequence[Row], settings: Sequence[str]) -> Table:
    table = Table(title="what each costs: mean (smallest to largest clip)", title_justify="left")
    for head in ("setting", "CPU s", "MB", "PSNR", "SSIM", "VMAF", "RSS MB", "address space MB"):
        table.add_column(head, justify="left" if head == "setting" else "right")
    for setting in settings:
        mine = [row for row in found if row["setting"] == setting]
        table.add_row(
            setting,
            _spread([row["cpu_s"] for row in mine], 1),
            _spread([row["size_bytes"] / 1e6 for row in mine], 1),
            _spread([row["psnr"] for row in mine], 1),
            _spread([row["ssim"] for row in mine], 4),
            _spread([row["vmaf"] for row in mine], 1),
            f"{max(row['rss_mb'] for row in mine):.0f}",
            f"{max(row['space_mb'] for row in mine):.0f}",
        )
    return table


def _spread(values: Sequence[float], places: int) -> str:
    mean = statistics.mean(values)
    return f"{mean:.{places}f} ({min(values):.{places}f} to {max(values):.{places}f})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
