"""ffmpeg: find it, feed it files of ours only, and turn its end into our errors."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import imageio_ffmpeg

from shared.media.confined import Limits, RanTooLong, run_confined
from shared.media.errors import TranscodeFailed, TranscodeTimeout
from shared.media.formats import DECODERS, DEMUXERS, SIDE_MAX_PX

THREADS = 2
LAST_WORDS = 500
"""How many characters of ffmpeg's last words go into an error, for the log."""


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
) -> None:
    """Run ffmpeg with `args`, overwriting the target.

    Raises:
        TranscodeTimeout: it ran longer than `timeout_s` seconds and was killed.
        TranscodeFailed: it exited non-zero, or a limit ended it; the cause holds its last words.
    """
    limits = Limits(timeout_s=timeout_s, memory_max_bytes=memory_max_bytes, file_max_bytes=file_max_bytes)
    try:
        ended = run_confined(ffmpeg_command(args), limits)
    except RanTooLong as error:
        raise TranscodeTimeout("Preparing the video took too long.") from error
    if ended.code != 0:
        words = ended.output.decode(errors="replace")[-LAST_WORDS:].strip()
        raise TranscodeFailed("The video could not be prepared.") from FfmpegExit(ended.code, words)


class FfmpegExit(Exception):
    """What ffmpeg itself said: for our log, not for the person (it names files of ours)."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"ffmpeg exited {code}: {words}")
        self.code = code
