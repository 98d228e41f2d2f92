"""The sprite sheet of a film: which frames are worth decoding for it, and how the sheet is put together.

A film with key frames often enough is shown by those alone: the decoder skips all others. Any other film is
decoded as a whole, once, if that is not too much; then its key frames must do, however few they are.
"""

import math
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from shared.media.errors import TranscodeFailed
from shared.model.video import Grid, Probe

TILES_MAX = 60
TILES_ENOUGH = 12
"""So many tiles of key frames are better than more tiles that cost decoding everything."""

COLUMNS_MAX = 10
TILE_SIDE_MAX_PX = 160
INTERVAL_MIN_S = 0.5
QUALITY = 65
DECODED_MAX_PX = 2**31
"""What may be decoded for a sheet alone: 43 s of 1080p24, some 10 s on a small machine."""

A_FRAME_MORE_S = 0.1
FRAME_MIN_PX = 2**16
"""What a frame costs at least, however small it is."""


@dataclass(frozen=True)
class Tiling:
    """How many tiles, how far apart, and whether key frames alone make them."""

    tiles: int
    interval_s: float
    keys_only: bool

    @property
    def ends_s(self) -> float:
        """Return after how much of the film no tile is missing: nothing behind the last needs decoding."""
        return (self.tiles - 1) * self.interval_s + A_FRAME_MORE_S


def tiling_of(probe: Probe, *, decoded_s: float) -> Tiling | None:
    """Return the cheapest good way to make a film's tiles, else a coarse one, else None: all cost too much.

    The first `decoded_s` seconds are decoded in any case.
    """
    finest_s = max(INTERVAL_MIN_S, probe.duration_s / TILES_MAX)
    frame_px = max(FRAME_MIN_PX, probe.width * probe.height)
    whole_px = max(0.0, probe.duration_s - decoded_s) * probe.fps * frame_px
    ways = [(whole_px, True, _tiling(probe, finest_s, keys_only=False))]
    if probe.key_frames and probe.key_gap_s is not None:
        interval_s = max(finest_s, probe.key_gap_s)
        is_good = interval_s <= max(finest_s, probe.duration_s / TILES_ENOUGH)
        ways.append((probe.key_frames * frame_px, is_good, _tiling(probe, interval_s, keys_only=True)))
    affordable = [way for way in ways if way[0] <= DECODED_MAX_PX]
    if not affordable:
        return None
    return min(affordable, key=lambda way: (not way[1], way[0]))[2]


def _tiling(probe: Probe, interval_s: float, *, keys_only: bool) -> Tiling:
    interval_s = math.ceil(interval_s * 1000) / 1000
    return Tiling(max(1, math.ceil(probe.duration_s / interval_s)), interval_s, keys_only)


def tile_filter(tiling: Tiling) -> str:
    """Return the filter that lets one frame for each tile through: the one on screen when its time begins."""
    side = TILE_SIDE_MAX_PX
    return (
        f"fps=1000/{round(tiling.interval_s * 1000)}:round=up:start_time=0,"
        f"scale=w='min({side},iw)':h='min({side},ih)'"
        ":force_original_aspect_ratio=decrease:force_divisible_by=2:flags=area,setsar=1,format=bgr24"
    )


def make_sheet(tiles: list[Path], tiling: Tiling, sheet: Path) -> Grid:
    """Put the tiles side by side into one WebP; what is missing at the end repeats the last of them.

    Raises:
        TranscodeFailed: there is none.
    """
    if not tiles:
        raise TranscodeFailed("The video could not be prepared: no frame could be taken from it.")
    columns = min(COLUMNS_MAX, tiling.tiles)
    rows = math.ceil(tiling.tiles / columns)
    with Image.open(tiles[0], formats=["BMP"]) as first:
        width, height = first.size
    whole = Image.new("RGB", (columns * width, rows * height))
    tile = Image.new("RGB", (width, height))
    for n in range(columns * rows):
        if n < len(tiles):
            with Image.open(tiles[n], formats=["BMP"]) as opened:
                # The film may change its size on the way.
                tile = (
                    opened.convert("RGB")
                    if opened.size == (width, height)
                    else opened.resize((width, height))
                )
        whole.paste(tile, (n % columns * width, n // columns * height))
    whole.save(sheet, "WEBP", quality=QUALITY, method=2)
    return Grid(
        columns=columns, rows=rows, tile_width=width, tile_height=height, interval_s=tiling.interval_s
    )
