"""One way to make a film larger, run as a program of its own: what it costs."""

import os
import re
import subprocess
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from shared.media.ffmpeg import THREADS, ffmpeg_command, input_arguments
from shared.model.encoding import ENCODINGS
from tests.bench.pictures import Size

TIMEOUT_S = 900
LOOK_EVERY_S = 0.05
FITTED = "force_original_aspect_ratio=decrease:force_divisible_by=2"
LANCZOS = f"scale={{}}:{{}}:flags=lanczos:{FITTED}"
_PEAK = re.compile(r"^VmPeak:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Setting:
    """How x264 is told to encode; `more` are further x264 parameters."""

    preset: str
    crf: float
    more: str = ""
    scaler: str = LANCZOS
    threads: int = THREADS
    tune: str = ""

    @property
    def name(self) -> str:
        """Tell it in short."""
        extras = [self.more, f"tune={self.tune}" if self.tune else ""]
        extras += [f"threads={self.threads}" if self.threads != THREADS else ""]
        extras += [self.scaler if self.scaler != LANCZOS else ""]
        return " ".join([f"{self.preset}/{self.crf:g}", *filter(None, extras)])

    def arguments(self) -> list[str]:
        """Return what ffmpeg is told of the picture's encoding."""
        return [
            *("-c:v", "libx264", "-preset", self.preset, "-crf", f"{self.crf:g}", "-pix_fmt", "yuv420p"),
            *(("-tune", self.tune) if self.tune else ()),
            *(("-x264-params", self.more) if self.more else ()),
            *("-threads", str(self.threads)),
        ]


CUSTOMARY = {"fast": Setting("fast", 23), "balanced": Setting("medium", 20), "high": Setting("slow", 18)}
CHOSEN = {str(quality): Setting(one.preset, one.crf) for quality, one in ENCODINGS.items()}
"""See infra/decisions/0006-upscale-presets.md."""


@dataclass(frozen=True)
class Spent:
    """What one run of a program used."""

    cpu_s: float
    wall_s: float
    rss_mb: float
    """Resident memory at its peak."""
    space_mb: float = field(default=0.0)
    """Address space at its peak (`ulimit -v`); 0 where the system does not tell."""


def upscaled(source: Path, target: Path, setting: Setting, *, size: Size, repeat: int = 1) -> Spent:
    """Make `target` of `source`, as large as fits into `size`; `repeat` plays the source several times."""
    return counted(ffmpeg_command(upscale_arguments(source, target, setting, size=size, repeat=repeat)))


def upscale_arguments(
    source: Path, target: Path, setting: Setting, *, size: Size, repeat: int = 1
) -> list[str]:
    """Return what follows `ffmpeg`: the whole of an upscale."""
    scaler = setting.scaler.format(*size)
    return [
        *(("-stream_loop", str(repeat - 1)) if repeat > 1 else ()),
        *input_arguments(source, container="mp4"),
        *("-map", "0:V:0", "-map", "0:a:0?", "-vf", f"{scaler},setsar=1,format=yuv420p"),
        *setting.arguments(),
        *("-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart", "-f", "mp4", f"file:{target}"),
    ]


def counted(command: list[str]) -> Spent:
    """Run a program nicely to its end.

    Raises:
        RuntimeError: it failed, or was killed at the timeout; its last words are in the message.
    """
    with tempfile.TemporaryFile() as words:
        began_s = monotonic()
        process = subprocess.Popen(
            ["nice", "-n", "10", *command], stdin=subprocess.DEVNULL, stdout=words, stderr=words
        )
        alarm = threading.Timer(TIMEOUT_S, process.kill)
        alarm.start()
        peak = _Space(process.pid)
        try:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            alarm.cancel()
            peak.close()
        if process.returncode:
            words.seek(0)
            raise RuntimeError(f"{command[0]} exited {process.returncode}: {words.read()[-500:]!r}")
        return Spent(used.ru_utime + used.ru_stime, monotonic() - began_s, used.ru_maxrss / 1e3, peak.mb)


class _Space(threading.Thread):
    """Looks again and again at how much address space a process has had."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.mb = 0.0
        self._status = Path(f"/proc/{pid}/status")
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            try:
                found = _PEAK.search(self._status.read_text())
            except OSError:
                return
            if found:
                self.mb = max(self.mb, int(found[1]) / 1e3)

    def close(self) -> None:
        """Stop looking."""
        self._over.set()
        self.join()
