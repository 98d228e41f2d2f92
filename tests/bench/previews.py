"""Poster, preview and sprite sheet by our function, beside one bare ffmpeg run that decodes all for them."""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from shared.media.ffmpeg import THREADS, ffmpeg_binary, ffmpeg_command
from shared.media.previews import PREVIEW_FPS, PREVIEW_MAX_S, make_previews
from shared.media.probe import probe
from shared.media.sprite import COLUMNS_MAX, TILES_MAX
from shared.model.video import Probe
from tests.bench.figure import Figure, at_most, told
from tests.bench.load import spread

PAIRS = 8
TIMEOUT_S = 120
FILMS = {
    "8 s 1080p, a key frame every 10 s": ("1920x1080", 8, 240),
    "8 s 1080p, a key frame every second": ("1920x1080", 8, 24),
    "5 s 720p, a key frame every second": ("1280x720", 5, 24),
    "40 s 720p, a key frame every 2 s": ("1280x720", 40, 48),
}
"""Size, seconds, and frames from one key frame to the next."""


def measure() -> list[Figure]:
    """Make all three of each film, in turns."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, (size, duration_s, key_every) in FILMS.items():
            film = Path(folder) / "film.mp4"
            _render(film, size, duration_s, key_every)
            figures += _compared(name, film, Path(folder))
    return figures


def _compared(name: str, film: Path, folder: Path) -> list[Figure]:
    facts = probe(film)

    def ours() -> None:
        with tempfile.TemporaryDirectory(dir=folder) as made:
            make_previews(film, facts, Path(made))

    def bare() -> None:
        with tempfile.TemporaryDirectory(dir=folder) as made:
            command = ffmpeg_command(_bare_arguments(film, facts, Path(made)))
            subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT_S)

    bare()
    pairs = [_pair(ours, bare, ours_first=bool(n % 2)) for n in range(PAIRS)]
    ours_s, bare_s = ([spent.wall_s for spent in column] for column in zip(*pairs, strict=True))
    ratio = statistics.median(one.wall_s / other.wall_s for one, other in pairs)
    cpu_ratio = statistics.median(one.cpu_s / other.cpu_s for one, other in pairs)
    return [
        told(f"previews, {name}: bare", statistics.median(bare_s), "s", spread=spread(bare_s)),
        at_most(f"previews, {name}: ours over it", ratio, "x", 1.0, spread=spread(ours_s)),
        told(f"previews, {name}: processor time over it", cpu_ratio, "x"),
    ]


def _bare_arguments(film: Path, facts: Probe, folder: Path) -> list[str]:
    """Return what anybody would write: decode the film once, split it three ways, encode each."""
    tiles = min(TILES_MAX, int(facts.duration_s * 2))
    rows = -(-tiles // COLUMNS_MAX)
    graph = (
        "[0:v]split=3[a][b][c];[a]scale=1280:-2[poster];"
        f"[b]trim=duration={PREVIEW_MAX_S:g},fps={PREVIEW_FPS},scale=480:-2[film];"
        f"[c]fps={tiles}/{facts.duration_s:g},scale=160:-2,tile={COLUMNS_MAX}x{rows}[sprite]"
    )
    webp = ("-frames:v", "1", "-c:v", "libwebp")
    as_poster, as_sprite = (
        ("-quality", "80", "-compression_level", "2"),
        ("-quality", "65", "-compression_level", "2"),
    )
    return [
        *("-threads", str(THREADS), "-i", str(film), "-filter_complex", graph),
        *("-map", "[poster]", *webp, *as_poster, str(folder / "poster.webp")),
        *("-map", "[film]", "-c:v", "libx264", "-preset", "veryfast", "-crf", "28", "-pix_fmt", "yuv420p"),
        *("-threads", str(THREADS), "-movflags", "+faststart", str(folder / "preview.mp4")),
        *("-map", "[sprite]", *webp, *as_sprite, str(folder / "sprite.webp")),
    ]


class Spent(NamedTuple):
    """What a run took."""

    wall_s: float
    cpu_s: float


def _pair(ours: Callable[[], None], bare: Callable[[], None], *, ours_first: bool) -> tuple[Spent, Spent]:
    if ours_first:
        return _timed(ours), _timed(bare)
    bare_s = _timed(bare)
    return _timed(ours), bare_s


def _timed(run: Callable[[], None]) -> Spent:
    began_s, used_s = time.perf_counter(), _cpu_s()
    run()
    return Spent(time.perf_counter() - began_s, _cpu_s() - used_s)


def _cpu_s() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _render(film: Path, size: str, duration_s: int, key_every: int) -> None:
    """Make a film with as much in it as a camera sees: about 8 Mbit a second at 1080p."""
    moving = f"mandelbrot=size={size}:rate=24:end_pts=2000,trim=duration={duration_s}"
    coding = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p")
    keys = ("-g", str(key_every), "-keyint_min", str(key_every), "-sc_threshold", "0")
    command = [ffmpeg_binary(), "-v", "error", "-y", "-f", "lavfi", "-i", moving, *coding, *keys, str(film)]
    subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT_S)
