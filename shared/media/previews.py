"""The still, the moving thumbnail and the sprite sheet of a video: one ffmpeg run, then Pillow.

ffmpeg writes a few candidate stills and the tiles without compressing them; Pillow takes the first still
that is not dark, and makes both WebP. So no encoder is needed that an ffmpeg may lack, and a clip that fades
in has a poster.
"""

import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageStat

from shared.media.errors import TranscodeFailed, TranscodeTimeout
from shared.media.ffmpeg import THREADS, input_arguments, run_ffmpeg
from shared.media.sprite import Tiling, make_sheet, tile_filter, tiling_of
from shared.model.video import Grid, Probe

POSTER_SIDE_MAX_PX = 1280
PREVIEW_SIDE_MAX_PX = 480
PREVIEW_MAX_S = 3.0
PREVIEW_FPS = 15
CANDIDATES = 4
CANDIDATES_PER_S = 1
WATCHED_S = CANDIDATES / CANDIDATES_PER_S
"""How much of the beginning is decoded for poster and preview."""

TIMEOUT_S = 60.0
MEMORY_MAX_BYTES = 6 * 2**28
"""Of address space. Pictures of 4096x4096 need 1.4 GiB, of which 0.4 GiB stays resident."""

DARK = 28
"""The mean brightness, of 255, under which a frame counts as black; video black is 16."""

FLAT = 6
"""The spread of brightness under which a frame shows nothing."""


@dataclass(frozen=True)
class Previews:
    """A WebP still, a short silent MP4, and a sheet of tiles if it could be afforded."""

    poster: Path
    preview: Path
    sprite: Path | None = None
    grid: Grid | None = None


def make_previews(source: Path, probe: Probe, folder: Path) -> Previews:
    """Make the poster, the hover preview and the sprite sheet of `source` in `folder`.

    Raises:
        TranscodeTimeout, TranscodeFailed: ffmpeg did not manage.
    """
    tiling = tiling_of(probe, decoded_s=WATCHED_S)
    if tiling is not None:
        # A film that was paid for is not lost for want of a sheet: the beginning alone may go well.
        with suppress(TranscodeTimeout, TranscodeFailed):
            return _made(source, probe, folder, tiling)
    return _made(source, probe, folder, None)


def _made(source: Path, probe: Probe, folder: Path, tiling: Tiling | None) -> Previews:
    made = Previews(poster=folder / "poster.webp", preview=folder / "preview.mp4")
    with tempfile.TemporaryDirectory(dir=folder) as pictures:
        args = preview_arguments(
            source, made.preview, Path(pictures), container=probe.container, tiling=tiling
        )
        run_ffmpeg(args, timeout_s=TIMEOUT_S, memory_max_bytes=MEMORY_MAX_BYTES)
        _make_poster(sorted(Path(pictures).glob("s*.bmp")), made.poster)
        if tiling is None:
            return made
        sheet = folder / "sprite.webp"
        grid = make_sheet(sorted(Path(pictures).glob("t*.bmp")), tiling, sheet)
    return replace(made, sprite=sheet, grid=grid)


def preview_arguments(
    source: Path, preview: Path, pictures: Path, *, container: str, tiling: Tiling | None
) -> list[str]:
    """Return ffmpeg's arguments: decode the beginning once, shrink it twice, and show the rest in tiles."""
    tiles = None if tiling is None else f"{tile_filter(tiling)}[tiles]"
    whole = tiling is not None and not tiling.keys_only
    graph = (
        f"[0:V:0]split={3 if whole else 2}[a][b]{'[c]' if whole else ''};"
        f"[a]trim=duration={WATCHED_S:g},fps={CANDIDATES_PER_S}:round=up,"
        f"{_within(POSTER_SIDE_MAX_PX)},format=bgr24[stills];"
        f"[b]trim=duration={PREVIEW_MAX_S:g},fps={PREVIEW_FPS},{_within(PREVIEW_SIDE_MAX_PX)},format=yuv420p[film]"
    )
    graphs = ["-filter_complex", f"{graph};[c]{tiles}" if whole else graph]
    until_s = max(WATCHED_S, tiling.ends_s) if tiling and whole else WATCHED_S
    inputs = input_arguments(source, container=container, duration_max_s=until_s)
    if tiling and not whole:
        again = input_arguments(source, container=container, duration_max_s=tiling.ends_s, threads=1)
        inputs += ["-skip_frame", "nokey", *again]
        graphs += ["-filter_complex", f"[1:V:0]{tiles}"]
    return [
        *inputs,
        *(*graphs, "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-map", "[film]", "-c:v", "libx264", "-preset", "veryfast", "-crf", "28", "-profile:v", "main"),
        *("-threads", str(THREADS), "-movflags", "+faststart", "-f", "mp4", f"file:{preview}"),
        *_pictures("stills", CANDIDATES, pictures / "s%02d.bmp"),
        *(_pictures("tiles", tiling.tiles, pictures / "t%02d.bmp") if tiling else ()),
    ]


def _pictures(label: str, most: int, names: Path) -> list[str]:
    """Return the arguments that write frames as files that nobody had to compress."""
    return ["-map", f"[{label}]", "-c:v", "bmp", "-frames:v", str(most), "-f", "image2", f"file:{names}"]


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
        still.save(poster, "WEBP", quality=80, method=2)


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
