"""ffmpeg through our wrapper beside the bare command: the same arguments, in turns."""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from shared.media.ffmpeg import ffmpeg_command, run_ffmpeg
from tests.bench.figure import Figure, at_most, told
from tests.bench.load import spread

PAIRS = 24
TIMEOUT_S = 120
SOURCE = ("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=24:duration=4")
ENCODING = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-threads", "2")


def measure() -> list[Figure]:
    """Encode four seconds of 720p, again and again."""
    with tempfile.TemporaryDirectory() as folder:
        args = [*SOURCE, *ENCODING, str(Path(folder) / "film.mp4")]
        _bare(args)
        pairs = [_pair(args, ours_first=bool(n % 2)) for n in range(PAIRS)]
    ours_s, bare_s = (list(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(ours_s) / statistics.median(bare_s)
    low, _, high = statistics.quantiles([ours / bare for ours, bare in pairs], n=4)
    return [
        told("ffmpeg: the bare command", statistics.median(bare_s), "s", spread=spread(bare_s)),
        at_most(
            "ffmpeg: our wrapper over it", ratio, "x", 1.03, spread=f"half within {low:.3f} to {high:.3f}"
        ),
    ]


def _pair(args: Sequence[str], *, ours_first: bool) -> tuple[float, float]:
    if ours_first:
        return _timed(_ours, args), _timed(_bare, args)
    bare_s = _timed(_bare, args)
    return _timed(_ours, args), bare_s


def _timed(run: Callable[[Sequence[str]], object], args: Sequence[str]) -> float:
    began_s = time.perf_counter()
    run(args)
    return time.perf_counter() - began_s


def _ours(args: Sequence[str]) -> None:
    run_ffmpeg(args, timeout_s=TIMEOUT_S)


def _bare(args: Sequence[str]) -> None:
    subprocess.run(ffmpeg_command(args), check=True, capture_output=True, timeout=TIMEOUT_S)
