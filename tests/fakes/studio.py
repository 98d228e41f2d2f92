"""Media without a codec: films in a few bytes, and what ffmpeg would make of them."""

from pathlib import Path

from shared.model.video import Grid, Probe
from shared.services.collector import Pictures

A_GRID = Grid(columns=10, rows=1, tile_width=160, tile_height=90, interval_s=0.5)


def picture(film: Path, probe: Probe, folder: Path) -> Pictures:
    made = Pictures(folder / "poster.webp", folder / "preview.mp4", folder / "sprite.webp", A_GRID)
    for file in (made.poster, made.preview, made.sprite):
        assert file is not None
        file.write_bytes(file.stem.encode())
    return made


def join(first: Path, first_probe: Probe, second: Path, second_probe: Probe, target: Path) -> None:
    target.write_bytes(first.read_bytes() + b" then " + second.read_bytes())


def cut(film: Path, probe: Probe, *, begin_s: float, target: Path) -> None:
    target.write_bytes(b"end of " + film.read_bytes())
