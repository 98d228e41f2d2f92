"""A film upscaled to 4K in two segments: by one worker after the other, and by two at once, a core for each.

And what joining costs, which copies the pictures: the remux beside the encode it saves.
"""

import multiprocessing
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from shared.media.ffmpeg import ffmpeg_command
from shared.media.probe import survey
from shared.media.upscaling import encode, join_segments
from shared.model.encoding import target_of
from shared.model.footage import Footage
from shared.model.segment import SegmentPlan
from tests.bench.figure import Figure, at_least, at_most, told
from tests.bench.load import spread

TURNS = 3
SIDES_S = 4.0
FILM = (
    *("-f", "lavfi", "-i", f"testsrc2=size=1280x720:rate=24:duration={2 * SIDES_S}"),
    *("-f", "lavfi", "-i", f"sine=d={2 * SIDES_S}"),
    *("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "24", "-c:a", "aac"),
)
Frames = tuple[int, int | None]


def measure() -> list[Figure]:
    """Encode both segments one after the other and at once, in turns, and join them."""
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        subprocess.run(ffmpeg_command([*FILM, str(film)]), check=True, capture_output=True, timeout=60)
        footage = survey(film, container="mp4").footage
        middle = footage.shown_frames // 2
        segments: list[Frames] = [(0, middle), (middle, None)]
        begun = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(2, mp_context=begun) as workers:
            turns = [_turn(workers, film, footage, segments) for _ in range(TURNS)]
        joining_s = [_join(film, footage, segments) for _ in range(TURNS)]
    alone, both = ([turn[n] for turn in turns] for n in range(2))
    gain = statistics.median(alone) / statistics.median(both)
    share = 100 * statistics.median(joining_s) / statistics.median(both)
    return [
        told("segments: two in turn, on one core", statistics.median(alone), "s", spread=spread(alone)),
        at_least("segments: two workers over one, a core each", gain, "x", 1.6, spread=spread(both)),
        at_most("segments: joining (a remux) over encoding", share, "%", 5.0, spread=spread(joining_s)),
    ]


def _turn(
    workers: ProcessPoolExecutor, film: Path, footage: Footage, segments: Sequence[Frames]
) -> tuple[float, float]:
    cores = sorted(os.sched_getaffinity(0))
    began_s = time.perf_counter()
    for segment in segments:
        workers.submit(_encode, cores[0], film, footage, segment).result()
    middle_s = time.perf_counter()
    at_once = [
        workers.submit(_encode, core, film, footage, segment)
        for core, segment in zip(cores, segments, strict=False)
    ]
    for one in at_once:
        one.result()
    return middle_s - began_s, time.perf_counter() - middle_s


def _encode(core: int, film: Path, footage: Footage, segment: Frames) -> None:
    os.sched_setaffinity(0, {core})
    width, height = target_of(footage, "4k")
    first, end = segment
    wanted = SegmentPlan(
        footage=footage, width=width, height=height, quality="balanced", first=first, end=end
    )
    encode(film, wanted, _place(film, segment), watch=lambda frames: None, threads=1)


def _join(film: Path, footage: Footage, segments: Sequence[Frames]) -> float:
    parts = [(_place(film, one), None if one[1] is None else one[1] - one[0]) for one in segments]
    began_s = time.perf_counter()
    join_segments(parts, film, footage, film.with_name("whole.mp4"), sound=True)
    return time.perf_counter() - began_s


def _place(film: Path, segment: Frames) -> Path:
    return film.with_name(f"{segment[0]}.mp4")
