"""How like a film is to a lossless upscale of its source, and to the original the source was made from."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from infra.local.simulators.film.clip import FPS
from shared.media.ffmpeg import ffmpeg_binary
from tests.bench.clips import Footage
from tests.bench.pictures import Size
from tests.bench.upscaling import LANCZOS

TIMEOUT_S = 600
EVERY = 5
"""Every fifth picture is compared: x264 does not repeat its frame types so."""
VMAF = "model=version=vmaf_4k_v0.6.1:n_threads=2:n_subsample=2"
"""The model for 4K; it is built into libvmaf, with its library's BSD+Patent licence."""
LIKE_MAX_DB = 100.0
_SAID = {
    "psnr": re.compile(r"^\[psnr@lossless .*average:(\S+)", re.MULTILINE),
    "ssim": re.compile(r"^\[ssim@lossless .*All:(\S+)", re.MULTILINE),
    "original_psnr": re.compile(r"^\[psnr@original .*average:(\S+)", re.MULTILINE),
    "original_ssim": re.compile(r"^\[ssim@original .*All:(\S+)", re.MULTILINE),
    "vmaf": re.compile(r"^\[libvmaf@original .*VMAF score: (\S+)", re.MULTILINE),
}


@dataclass(frozen=True)
class Likeness:
    """PSNR in dB, SSIM from 0 to 1, VMAF from 0 to 100."""

    psnr: float
    ssim: float
    original_psnr: float
    original_ssim: float
    vmaf: float


def compared(film: Path, footage: Footage, *, size: Size) -> Likeness:
    """Compare an upscaled film with what it could be at best.

    Raises:
        RuntimeError: ffmpeg did not tell all figures.
    """
    inputs = [part for path in (film, footage.source, footage.original) for part in ("-i", str(path))]
    sinks = [part for n in range(len(_SAID)) for part in ("-map", f"[m{n}]")]
    ended = subprocess.run(
        [
            *("nice", "-n", "10", ffmpeg_binary(), "-nostdin", "-hide_banner", "-nostats"),
            *("-filter_threads", "2", "-filter_complex_threads", "2"),
            *(*inputs, "-filter_complex", _graph(size), *sinks, "-f", "null", "-"),
        ],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    found = {name: pattern.search(ended.stderr) for name, pattern in _SAID.items()}
    if ended.returncode or not all(found.values()):
        raise RuntimeError(f"ffmpeg exited {ended.returncode}: {ended.stderr[-800:]}")
    return Likeness(**{name: min(LIKE_MAX_DB, float(one[1])) for name, one in found.items() if one})


def _graph(size: Size) -> str:
    """Compare pictures by their number: containers round times differently."""
    some = f"settb=1/{FPS},setpts=N,select='not(mod(n,{EVERY}))',format=yuv420p"
    upscale = f"{LANCZOS.format(*size)},setsar=1"
    return ";".join(
        [
            f"[0]{some},split=5[a0][a1][a2][a3][a4]",
            f"[1]{some},{upscale},split=2[b0][b1]",
            f"[2]{some},scale={size[0]}:{size[1]}:flags=area,split=3[b2][b3][b4]",
            "[a0][b0]psnr@lossless[m0]",
            "[a1][b1]ssim@lossless[m1]",
            "[a2][b2]psnr@original[m2]",
            "[a3][b3]ssim@original[m3]",
            f"[a4][b4]libvmaf@original={VMAF}[m4]",
        ]
    )
