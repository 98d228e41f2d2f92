"""`python -m tests.bench.preset_study FILE`: encode every clip with every setting; FILE gets a line for each.

What FILE holds already is not done again. All of it takes more than an hour of processor time; `preset_table`
reads what it wrote.
"""

import argparse
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench.clips import CLIPS, ORIGINAL, Footage, film
from tests.bench.likeness import compared
from tests.bench.pictures import Size
from tests.bench.upscaling import CUSTOMARY, LANCZOS, Setting, upscaled

SOURCES_PX = (1080, 720)
"""How high sources are, in turns."""
GRID = tuple(
    Setting(preset, crf)
    for preset, crfs in {
        "superfast": (17, 19, 21, 23),
        "veryfast": (16, 18, 20),
        "faster": (18, 20, 22),
    }.items()
    for crf in crfs
)


def main(arguments: Sequence[str]) -> int:
    """Do what is missing in the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--folder", type=Path, default=Path(".local/clips"), help="where clips are kept (6 GB)"
    )
    parser.add_argument("--clips", nargs="+", choices=sorted(CLIPS), default=list(CLIPS))
    parser.add_argument("--settings", nargs="+", type=setting, default=[*CUSTOMARY.values(), *GRID])
    parser.add_argument("--sources-px", nargs="+", type=int, default=SOURCES_PX)
    parser.add_argument("--target-height-px", type=int, default=ORIGINAL[1])
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args(arguments)
    size = told.target_height_px * ORIGINAL[0] // ORIGINAL[1], told.target_height_px
    heights_px = {name: told.sources_px[n % len(told.sources_px)] for n, name in enumerate(CLIPS)}
    for name in told.clips:
        footage = film(name, told.folder, height_px=heights_px[name], seed=told.seed, size=size)
        # In an order of chance, so that what else the machine does meets no preset more than another.
        for one in random.Random(f"{name} {told.seed}").sample(told.settings, len(told.settings)):
            study(footage, one, told.file, size=size, height_px=heights_px[name])
    return 0


def setting(words: str) -> Setting:
    """Read `preset/crf[,x264=parameters][,tune=…][,threads=…][,scaler=…]`; commas part, colons join."""
    first, *others = words.split(",")
    preset, crf = first.split("/")
    more: dict[str, str] = dict(one.split("=", 1) for one in others)
    return Setting(
        preset,
        float(crf),
        more=more.get("x264", ""),
        scaler=more.get("scaler", LANCZOS),
        threads=int(more.get("threads", 2)),
        tune=more.get("tune", ""),
    )


def study(footage: Footage, one: Setting, file: Path, *, size: Size, height_px: int) -> None:
    """Add the line of one film, unless it is there."""
    done = {(row["clip"], row["setting"], row["target_height_px"]) for row in rows(file)}
    if (footage.name, one.name, size[1]) in done:
        return
    target = footage.source.with_suffix(".upscaled.mp4")
    spent = upscaled(footage.source, target, one, size=size)
    row = {"clip": footage.name, "height_px": height_px, "target_height_px": size[1]}
    row |= {"setting": one.name, "size_bytes": target.stat().st_size}
    row |= asdict(spent) | asdict(compared(target, footage, size=size))
    target.unlink()
    with file.open("a") as lines:
        lines.write(json.dumps(row) + "\n")
    sys.stderr.write(f"{footage.name} {one.name}: {spent.cpu_s:.1f} s\n")


def rows(file: Path) -> list[dict[str, float | str]]:
    """Return what a file holds."""
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
