from pathlib import Path

import av
import pytest
from PIL import Image, ImageStat

from shared.media.errors import TranscodeFailed
from shared.media.ffmpeg import ffmpeg_binary
from shared.media.previews import WATCHED_S, make_previews
from shared.media.probe import probe
from shared.media.sprite import Tiling, make_sheet, tiling_of
from shared.model.video import Grid, Probe
from tests.factories import a_probe
from tests.fakes.films import a_film

BRIGHTER = ("-vf", "geq=lum=30+T*8:cb=128:cr=128")
"""A film that tells the time by its brightness: 8 of 219 steps a second."""


def measured(tmp_path: Path, film: Path) -> tuple[Grid, list[float]]:
    """Make the sheet of a film that gets brighter; return its layout and at what time each tile was taken."""
    made = make_previews(film, probe(film), tmp_path)
    assert made.sprite is not None
    assert made.grid is not None
    with Image.open(made.sprite) as sheet:
        assert sheet.format == "WEBP"
        assert sheet.size == (
            made.grid.columns * made.grid.tile_width,
            made.grid.rows * made.grid.tile_height,
        )
        grey = sheet.convert("L")
    return made.grid, [_seconds(grey, made.grid, n) for n in range(made.grid.columns * made.grid.rows)]


def _seconds(grey: Image.Image, grid: Grid, n: int) -> float:
    left, top = n % grid.columns * grid.tile_width, n // grid.columns * grid.tile_height
    tile = grey.crop((left + 9, top + 9, left + grid.tile_width - 9, top + grid.tile_height - 9))
    return ((ImageStat.Stat(tile).mean[0] * 219 / 255 + 16) - 30) / 8


def test_a_film_with_one_key_frame_has_a_tile_of_every_half_second(tmp_path: Path) -> None:
    grid, seconds = measured(tmp_path, a_film(duration_s=9, more=(*BRIGHTER, "-g", "999")))

    assert (grid.columns, grid.rows, grid.tile_width, grid.tile_height) == (10, 2, 160, 90)
    assert grid.interval_s == 0.5
    assert seconds[:18] == pytest.approx([n * 0.5 for n in range(18)], abs=0.3)
    assert seconds[18:] == pytest.approx([8.5, 8.5], abs=0.3), "the last tile is repeated to the end"


def test_a_film_with_many_key_frames_is_shown_by_them_and_they_stand_where_they_belong(
    tmp_path: Path,
) -> None:
    film = a_film(duration_s=24, more=(*BRIGHTER, "-g", "20"))
    tiling = tiling_of(probe(film), decoded_s=WATCHED_S)
    grid, seconds = measured(tmp_path, film)

    assert tiling == Tiling(tiles=12, interval_s=2.0, keys_only=True)
    assert grid.interval_s == 2.0
    assert seconds[:12] == pytest.approx([n * 2 for n in range(12)], abs=0.3)


def test_only_key_frames_are_decoded_where_they_are_enough(tmp_path: Path) -> None:
    film, broken = a_film(duration_s=24, more=(*BRIGHTER, "-g", "20")), tmp_path / "broken.mp4"
    broken.write_bytes(film.read_bytes())
    with broken.open("r+b") as file:
        for offset, size in _other_frames(film):
            file.seek(offset + 5)
            file.write(bytes(size - 5))  # noise, if anybody decodes it

    folder = tmp_path / "folder"
    folder.mkdir()
    _, seconds = measured(folder, broken)

    assert seconds[3:12] == pytest.approx([n * 2 for n in range(3, 12)], abs=0.3)


def _other_frames(film: Path) -> list[tuple[int, int]]:
    """Where the frames after the fifth second lie that are no key frames."""
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        return [
            (packet.pos, packet.size)
            for packet in container.demux(stream)
            if packet.pos is not None and not packet.is_keyframe and packet.pts * stream.time_base > 5
        ]


def test_tiles_follow_the_films_own_clock_when_its_frames_come_unevenly(tmp_path: Path) -> None:
    uneven = (*BRIGHTER[:1], f"{BRIGHTER[1]},select='lt(t,1)+gt(t,4)'", "-fps_mode", "vfr", "-g", "999")
    _, seconds = measured(tmp_path, a_film(duration_s=6, more=uneven))

    assert seconds[:12] == pytest.approx([0, 0.5, *[0.9] * 6, 0.9, 4.5, 5, 5.5], abs=0.3)


@pytest.mark.parametrize(
    ("facts", "tiling"),
    [
        ({"duration_s": 5, "key_frames": 1, "key_gap_s": 5}, Tiling(10, 0.5, keys_only=False)),
        ({"duration_s": 0.1, "key_frames": 1, "key_gap_s": 0.1}, Tiling(1, 0.5, keys_only=False)),
        ({"duration_s": 30, "key_frames": 30, "key_gap_s": 1}, Tiling(30, 1.0, keys_only=True)),
        ({"duration_s": 148, "key_frames": 15, "key_gap_s": 10}, Tiling(15, 10.0, keys_only=True)),
        ({"duration_s": 20, "key_frames": 2, "key_gap_s": 10.4}, Tiling(40, 0.5, keys_only=False)),
        ({"duration_s": 8, "key_frames": 192, "key_gap_s": 0.04}, Tiling(16, 0.5, keys_only=False)),
        ({"duration_s": 20}, Tiling(40, 0.5, keys_only=False)),
        ({"duration_s": 3600, "key_frames": 360, "key_gap_s": 10}, Tiling(60, 60.0, keys_only=True)),
        # All of it would be too much: what key frames there are must do.
        (
            {"duration_s": 40, "width": 3840, "height": 2160, "key_frames": 4, "key_gap_s": 10.4},
            Tiling(4, 10.4, keys_only=True),
        ),
        ({"duration_s": 3600, "width": 16, "height": 16, "fps": 120}, None),
        ({"duration_s": 600, "width": 1920, "height": 1080, "key_frames": 14_400, "key_gap_s": 0.04}, None),
    ],
)
def test_the_cheapest_good_way_is_taken(facts: dict[str, float], tiling: Tiling | None) -> None:
    assert tiling_of(a_probe(**facts), decoded_s=4) == tiling


def test_a_film_whose_sheet_costs_too_much_has_poster_and_preview(tmp_path: Path) -> None:
    film = a_film()
    long = probe(film).model_copy(update={"duration_s": 3600.0, "fps": 120.0, "key_frames": None})
    made = make_previews(film, long, tmp_path)

    assert (made.sprite, made.grid) == (None, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["poster.webp", "preview.mp4"]


def test_a_film_whose_sheet_fails_keeps_its_poster_and_preview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film, picky = a_film(duration_s=2), tmp_path / "picky"
    picky.write_text(f'#!/bin/sh\ncase "$*" in *tiles*) exit 1;; esac\nexec {ffmpeg_binary()} "$@"\n')
    picky.chmod(0o755)
    facts, folder = probe(film), tmp_path / "folder"
    folder.mkdir()
    monkeypatch.setenv("FFMPEG_BINARY", str(picky))
    ffmpeg_binary.cache_clear()
    try:
        made = make_previews(film, facts, folder)
    finally:
        monkeypatch.undo()
        ffmpeg_binary.cache_clear()

    assert (made.sprite, made.grid) == (None, None)
    assert sorted(path.name for path in folder.iterdir()) == ["poster.webp", "preview.mp4"]


def test_upright_tiles_stay_upright(tmp_path: Path) -> None:
    grid, _ = measured(tmp_path, a_film("180x320", duration_s=2))

    assert (grid.columns, grid.rows, grid.tile_width, grid.tile_height) == (4, 1, 90, 160)


def test_no_tile_at_all_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(TranscodeFailed):
        make_sheet([], Tiling(3, 1.0, keys_only=True), tmp_path / "sprite.webp")


def test_a_film_of_the_largest_size_has_a_sheet_within_the_memory_that_ffmpeg_may_use(tmp_path: Path) -> None:
    film = a_film("4096x4096", duration_s=14, fps=2, sound=False, source="color=c=gray", more=("-g", "2"))
    facts: Probe = probe(film)
    tiling = tiling_of(facts, decoded_s=WATCHED_S)

    assert tiling is not None
    assert tiling.keys_only
    assert make_previews(film, facts, tmp_path).grid is not None
