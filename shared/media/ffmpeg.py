"""ffmpeg: find it, feed it files of ours only, and turn its end into our errors."""

import os
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import imageio_ffmpeg

from shared.media.confined import Limits, RanTooLong, run_confined
from shared.media.errors import TranscodeFailed, TranscodeTimeout
from shared.media.formats import DECODERS, DEMUXERS, SIDE_MAX_PX

THREADS = 2
LAST_WORDS = 500
"""How many characters of ffmpeg's last words go into an error, for the log."""

_TELL = ("-progress", "pipe:1", "-stats_period", "1")
_TOLD = re.compile(rb"^[a-z0-9_]+=.*\n?", re.MULTILINE)
"""A line of its progress, of which there are a dozen every time."""


@cache
def ffmpeg_binary() -> str:
    """Return the ffmpeg to run: FFMPEG_BINARY, else the one in the imageio-ffmpeg wheel."""
    return os.environ.get("FFMPEG_BINARY") or str(imageio_ffmpeg.get_ffmpeg_exe())


def input_arguments(
    path: Path, *, container: str, duration_max_s: float | None = None, threads: int = THREADS
) -> list[str]:
    """Return the arguments that open one hostile file: known demuxer and decoders, no network, our path."""
    until = [] if duration_max_s is None else ["-t", f"{duration_max_s:g}"]
    return [
        *("-protocol_whitelist", "file,pipe"),
        *("-codec_whitelist", DECODERS),
        # The probe has seen the first picture; a later one may want to be larger.
        *("-max_pixels", str(SIDE_MAX_PX**2)),
        *("-threads", str(threads)),
        *("-f", DEMUXERS[container]),
        *until,
        *("-i", f"file:{path}"),
    ]


def ffmpeg_command(args: Sequence[str]) -> list[str]:
    """Return the whole command for `args`."""
    return [
        ffmpeg_binary(),
        *("-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
        *("-filter_threads", str(THREADS), "-filter_complex_threads", str(THREADS)),
        *args,
    ]


def run_ffmpeg(
    args: Sequence[str],
    *,
    timeout_s: float,
    memory_max_bytes: int = 2**31,
    file_max_bytes: int = 2**31,
    watch: Callable[[int], None] | None = None,
) -> None:
    """Run ffmpeg with `args`, overwriting the target.

    `watch` is told about once a second how many frames are done; what it raises stops ffmpeg.

    Raises:
        TranscodeTimeout: it ran longer than `timeout_s` seconds and was killed.
        TranscodeFailed: it exited non-zero, or a limit ended it; the cause holds its last words.
    """
    limits = Limits(timeout_s=timeout_s, memory_max_bytes=memory_max_bytes, file_max_bytes=file_max_bytes)
    hear = None
    if watch is not None:
        args, hear = [*_TELL, *args], _Frames(watch)
    try:
        ended = run_confined(ffmpeg_command(args), limits, hear=hear)
    except RanTooLong as error:
        raise TranscodeTimeout("Preparing the video took too long.") from error
    if ended.code != 0:
        words = _TOLD.sub(b"", ended.output).decode(errors="replace")[-LAST_WORDS:].strip()
        raise TranscodeFailed("The video could not be prepared.") from FfmpegExit(ended.code, words)


class _Frames:
    """Hears how many frames are done out of what ffmpeg says."""

    def __init__(self, watch: Callable[[int], None]) -> None:
        self._watch = watch
        self._rest = b""

    def __call__(self, said: bytes) -> None:
        *lines, self._rest = (self._rest + said)[-LAST_WORDS:].split(b"\n")
        for line in lines:
            name, _, value = line.partition(b"=")
            if name == b"frame" and value.strip().isdigit():
                self._watch(int(value))


class FfmpegExit(Exception):
    """What ffmpeg itself said: for our log, not for the person (it names files of ours)."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"ffmpeg exited {code}: {words}")
        self.code = code
