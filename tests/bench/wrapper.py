"""ffmpeg through our wrapper beside the bare command: the same arguments, in turns.

Twice: a usual encode, and the beginning of an upscale to 4K, which needs much more memory. Beside the time
it took stands the processor time, which other programs on the machine disturb less.
"""

import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from shared.media.ffmpeg import ffmpeg_command, run_ffmpeg
from tests.bench.figure import Figure, at_most, told
from tests.bench.load import spread
from tests.bench.upscaling import CHOSEN, LANCZOS

PAIRS = 24
TIMEOUT_S = 120
MEMORY_MAX_BYTES = 2**32
SOURCE = ("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=24:duration=4")
ENCODING = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-threads", "2")
UPSCALED = ("-frames:v", "12", "-vf", LANCZOS.format(3840, 2160), *CHOSEN["balanced"].arguments())


def measure() -> list[Figure]:
    """Encode four seconds of 720p, and half a second of 4K, again and again."""
    return [*_figures("ffmpeg", ENCODING), *_figures("ffmpeg to 4K", UPSCALED)]


def _figures(name: str, encoding: Sequence[str]) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        args = [*SOURCE, *encoding, str(Path(folder) / "film.mp4")]
        _bare(args)
        pairs = [_pair(args, ours_first=bool(n % 2)) for n in range(PAIRS)]
    ours, bare = (list(column) for column in zip(*pairs, strict=True))
    (ours_s, ours_cpu_s), (bare_s, bare_cpu_s) = (list(zip(*one, strict=True)) for one in (ours, bare))
    ratio = statistics.median(ours_s) / statistics.median(bare_s)
    cpu_ratio = statistics.median(ours_cpu_s) / statistics.median(bare_cpu_s)
    low, _, high = statistics.quantiles([one[0] / other[0] for one, other in pairs], n=4)
    half = f"half within {low:.3f} to {high:.3f}; processor time {cpu_ratio:.3f}x"
    return [
        told(f"{name}: the bare command", statistics.median(bare_s), "s", spread=spread(bare_s)),
        at_most(f"{name}: our wrapper over it", ratio, "x", 1.03, spread=half),
    ]


Times = tuple[float, float]
"""Seconds that passed, and seconds of a processor."""


def _pair(args: Sequence[str], *, ours_first: bool) -> tuple[Times, Times]:
    if ours_first:
        return _timed(_ours, args), _timed(_bare, args)
    bare = _timed(_bare, args)
    return _timed(_ours, args), bare


def _timed(run: Callable[[Sequence[str]], object], args: Sequence[str]) -> Times:
    before_cpu_s, began_s = _children_cpu_s(), time.perf_counter()
    run(args)
    return time.perf_counter() - began_s, _children_cpu_s() - before_cpu_s


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _ours(args: Sequence[str]) -> None:
    run_ffmpeg(args, timeout_s=TIMEOUT_S, memory_max_bytes=MEMORY_MAX_BYTES)


def _bare(args: Sequence[str]) -> None:
    subprocess.run(ffmpeg_command(args), check=True, capture_output=True, timeout=TIMEOUT_S)
