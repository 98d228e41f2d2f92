"""The still, the moving thumbnail and the sprite sheet of a video: one ffmpeg run, and Pillow beside it.

ffmpeg writes a few candidate stills and the tiles without compressing them; Pillow takes the first still
that is not dark, and makes both WebP. So no encoder is needed that an ffmpeg may lack, and a clip that fades
in has a poster. The poster is made while ffmpeg still works on the rest, which leaves a core idle at times.
"""

import tempfile
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageStat

from shared.media.errors import TranscodeFailed, TranscodeTimeout
from shared.media.ffmpeg import input_arguments, run_ffmpeg
from shared.media.sprite import A_FRAME_MORE_S, Tiling, make_sheet, tile_filter, tiling_of
from shared.model.video import Grid, Probe

POSTER_SIDE_MAX_PX = 1280
PREVIEW_SIDE_MAX_PX = 480
PREVIEW_MAX_S = 3.0
PREVIEW_FPS = 15
CANDIDATES = 4
CANDIDATES_PER_S = 1
WATCHED_S = max(PREVIEW_MAX_S, (CANDIDATES - 1) / CANDIDATES_PER_S) + A_FRAME_MORE_S
"""How much of the beginning is decoded for poster and preview: up to the last candidate."""

SMOOTH_REFERENCES = ("-skip_loop_filter", "noref")
"""Blocks are smoothed only in frames that others are made from: in the small preview nobody sees the rest."""

STILLS = "s%02d.bmp"
GLANCE_S = 0.01
"""How often is looked whether ffmpeg has written another still."""

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
        with ThreadPoolExecutor(1) as beside:
            running = beside.submit(run_ffmpeg, args, timeout_s=TIMEOUT_S, memory_max_bytes=MEMORY_MAX_BYTES)
            early = _early_still(Path(pictures), running)
            if early is not None:
                _make_poster(early, made.poster)
            running.result()
        if early is None:
            _make_poster(_best_still(Path(pictures)), made.poster)
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
    inputs = [*SMOOTH_REFERENCES, *input_arguments(source, container=container, duration_max_s=until_s)]
    if tiling and not whole:
        again = input_arguments(source, container=container, duration_max_s=tiling.ends_s, threads=1)
        inputs += ["-skip_frame", "nokey", *again]
        graphs += ["-filter_complex", f"[1:V:0]{tiles}"]
    return [
        *inputs,
        *(*graphs, "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-map", "[film]", "-c:v", "libx264", "-preset", "veryfast", "-crf", "28", "-profile:v", "main"),
        *("-threads", "1", "-movflags", "+faststart", "-f", "mp4", f"file:{preview}"),
        *_pictures("stills", CANDIDATES, pictures / STILLS),
        *(_pictures("tiles", tiling.tiles, pictures / "t%02d.bmp") if tiling else ()),
    ]


def _pictures(label: str, most: int, names: Path) -> list[str]:
    """Return the arguments that write frames uncompressed, each a file that is there once it is whole."""
    how = ["-c:v", "bmp", "-frames:v", str(most), "-f", "image2", "-atomic_writing", "1"]
    return ["-map", f"[{label}]", *how, f"file:{names}"]


def _within(side_max_px: int) -> str:
    """Return the filter that shrinks, never grows, both sides under a limit, to even numbers."""
    return (
        f"scale=w='min({side_max_px},iw)':h='min({side_max_px},ih)'"
        ":force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bicubic,setsar=1"
    )


def _early_still(pictures: Path, running: Future[None]) -> Image.Image | None:
    """Return the first still that shows something, as soon as it is there; None if ffmpeg ends before."""
    for n in range(1, CANDIDATES + 1):
        path = pictures / (STILLS % n)
        while not path.exists():
            if wait([running], timeout=GLANCE_S).done:
                return None
        still = _opened(path)
        if _shows_something(still):
            return still
    return None


def _best_still(pictures: Path) -> Image.Image:
    """Return the first still that shows something; if all are dark, the one that shows most.

    Raises:
        TranscodeFailed: there is none.
    """
    stills = [_opened(path) for path in sorted(pictures.glob("s*.bmp"))]
    if not stills:
        raise TranscodeFailed("The video could not be prepared: no still could be taken from it.")
    bright = next((still for still in stills if _shows_something(still)), None)
    return bright or max(stills, key=lambda still: _greys(still).stddev[0])


def _opened(path: Path) -> Image.Image:
    with Image.open(path, formats=["BMP"]) as picture:
        picture.load()
        return picture


def _greys(still: Image.Image) -> ImageStat.Stat:
    return ImageStat.Stat(still.reduce(8).convert("L"))


def _shows_something(still: Image.Image) -> bool:
    greys = _greys(still)
    return greys.mean[0] >= DARK and greys.stddev[0] >= FLAT


def _make_poster(still: Image.Image, poster: Path) -> None:
    still.save(poster, "WEBP", quality=80, method=2)
