"""The still and the moving thumbnail of a video: one ffmpeg run, then Pillow for the still.

ffmpeg writes a few candidate stills without compressing them; Pillow takes the first that is not dark and
makes it a WebP. So no encoder is needed that an ffmpeg may lack, and a clip that fades in has a poster.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageStat

from shared.media.errors import TranscodeFailed
from shared.media.ffmpeg import THREADS, input_arguments, run_ffmpeg
from shared.model.video import Probe

POSTER_SIDE_MAX_PX = 1280
PREVIEW_SIDE_MAX_PX = 480
PREVIEW_MAX_S = 3.0
PREVIEW_FPS = 15
CANDIDATES = 8
CANDIDATES_PER_S = 2
WATCHED_S = CANDIDATES / CANDIDATES_PER_S
"""How much of the beginning is decoded."""

TIMEOUT_S = 60.0
MEMORY_MAX_BYTES = 5 * 2**28
"""Of address space. Pictures of 4096x4096 need 1.0 GiB, of which a third stays resident."""

DARK = 28
"""The mean brightness, of 255, under which a frame counts as black; video black is 16."""

FLAT = 6
"""The spread of brightness under which a frame shows nothing."""


@dataclass(frozen=True)
class Previews:
    """Two files: a WebP still, and a short silent MP4."""

    poster: Path
    preview: Path


def make_previews(source: Path, probe: Probe, folder: Path) -> Previews:
    """Make the poster and the hover preview of `source` in `folder`.

    Raises:
        TranscodeTimeout, TranscodeFailed: ffmpeg did not manage.
    """
    made = Previews(poster=folder / "poster.webp", preview=folder / "preview.mp4")
    with tempfile.TemporaryDirectory(dir=folder) as stills:
        args = preview_arguments(source, made.preview, Path(stills), container=probe.container)
        run_ffmpeg(args, timeout_s=TIMEOUT_S, memory_max_bytes=MEMORY_MAX_BYTES)
        _make_poster(sorted(Path(stills).glob("*.bmp")), made.poster)
    return made


def preview_arguments(source: Path, preview: Path, stills: Path, *, container: str) -> list[str]:
    """Return ffmpeg's arguments: decode the beginning once, shrink it twice."""
    graph = (
        "[0:V:0]split=2[a][b];"
        f"[a]fps={CANDIDATES_PER_S}:round=up,{_within(POSTER_SIDE_MAX_PX)},format=bgr24[stills];"
        f"[b]trim=duration={PREVIEW_MAX_S:g},fps={PREVIEW_FPS},{_within(PREVIEW_SIDE_MAX_PX)},format=yuv420p[film]"
    )
    return [
        *input_arguments(source, container=container, duration_max_s=WATCHED_S),
        *("-filter_complex", graph, "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-map", "[film]", "-c:v", "libx264", "-preset", "veryfast", "-crf", "28", "-profile:v", "main"),
        *("-threads", str(THREADS), "-movflags", "+faststart", "-f", "mp4", f"file:{preview}"),
        *("-map", "[stills]", "-c:v", "bmp", "-frames:v", str(CANDIDATES), "-f", "image2"),
        f"file:{stills}/%02d.bmp",
    ]


def _within(side_max_px: int) -> str:
    """Return the filter that shrinks, never grows, both sides under a limit, to even numbers."""
    return (
        f"scale=w='min({side_max_px},iw)':h='min({side_max_px},ih)'"
        ":force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bicubic,setsar=1"
    )


def _make_poster(stills: list[Path], poster: Path) -> None:
    if not stills:
        raise TranscodeFailed("The video could not be prepared: no still could be taken from it.")
    with Image.open(_brightest(stills), formats=["BMP"]) as still:
        still.save(poster, "WEBP", quality=80, method=3)


def _brightest(stills: list[Path]) -> Path:
    """Return the first still that shows something; if all are dark, the one that shows most."""
    spreads: dict[Path, float] = {}
    for path in stills:
        with Image.open(path, formats=["BMP"]) as still:
            grey = ImageStat.Stat(still.reduce(8).convert("L"))
        if grey.mean[0] >= DARK and grey.stddev[0] >= FLAT:
            return path
        spreads[path] = grey.stddev[0]
    return max(spreads, key=lambda path: spreads[path])
