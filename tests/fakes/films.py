"""Real video files for tests, made once per run by ffmpeg, and ways to break them."""

import struct
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from shared.media.ffmpeg import ffmpeg_binary

_FOLDER = tempfile.TemporaryDirectory(prefix="films-")


@cache
def a_film(
    size: str = "320x180",
    *,
    duration_s: float = 1.0,
    fps: int = 10,
    sound: bool = True,
    source: str = "testsrc2",
    container: str = "mp4",
    more: tuple[str, ...] = (),
) -> Path:
    """Return a file; the same arguments give the same one. Do not write to it."""
    key = abs(hash((size, duration_s, fps, sound, source, container, more)))
    path = Path(_FOLDER.name, f"{key}.{container}")
    picture = f"{source}{':' if '=' in source else '='}s={size}:r={fps}:d={duration_s}"
    tone = ("-f", "lavfi", "-i", f"sine=d={duration_s}") if sound else ()
    webm = container == "webm"
    video = (
        ("-c:v", "libvpx", "-deadline", "realtime") if webm else ("-c:v", "libx264", "-preset", "ultrafast")
    )
    audio = ("-c:a", "libopus" if webm else "aac") if sound else ()
    command = [ffmpeg_binary(), "-loglevel", "error", "-f", "lavfi", "-i", picture, *tone]
    command += [*video, "-pix_fmt", "yuv420p", *audio, "-threads", "1", *more, str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path


def a_box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


FTYP = a_box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")
