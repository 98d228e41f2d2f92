"""A customer's own film: measured, its last picture taken, made larger, or continued by a clip of ours."""

import hashlib
import io
from dataclasses import dataclass

import av
from av.error import FFmpegError

from infra.local.simulators.film.clip import FPS, Clip
from infra.local.simulators.film.still import ImageError

SAMPLE_RATE_HZ = 48_000


@dataclass(frozen=True)
class Given:
    """A film as it came."""

    content: bytes
    width: int
    height: int
    duration_s: float
    sound: bool

    @property
    def key(self) -> str:
        """Name the content."""
        return hashlib.sha256(self.content).hexdigest()[:40]


def measured(content: bytes) -> Given:
    """Return a film with its measures.

    Raises:
        ImageError: it cannot be read.
    """
    try:
        with av.open(io.BytesIO(content), "r") as film:
            stream = film.streams.video[0]
            duration_s = float((film.duration or 0) / av.time_base)
            return Given(content, stream.width, stream.height, duration_s, bool(film.streams.audio))
    except (FFmpegError, IndexError, ValueError) as error:
        raise ImageError("the video cannot be read") from error


def last_picture(given: Given) -> bytes:
    """Return the last picture of a film as PNG: a continuation begins with it."""
    last = None
    with av.open(io.BytesIO(given.content), "r") as film:
        for last in film.decode(video=0):  # noqa: B007 - the last one is what is wanted
            pass
    if last is None:
        raise ImageError("the video has no picture")
    png = io.BytesIO()
    last.to_image().save(png, "PNG", compress_level=1)
    return png.getvalue()


@dataclass(frozen=True)
class Larger:
    """A film to be made larger."""

    given: Given
    width: int
    height: int

    @property
    def key(self) -> str:
        """Name the result."""
        return f"{self.given.key}-{self.width}x{self.height}"

    def arguments(self, source: str, target: str) -> list[str]:
        """Return what follows `ffmpeg` on the command line."""
        return [
            *("-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-i", source),
            *("-vf", f"scale={self.width}:{self.height}:flags=lanczos,setsar=1"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "22", "-pix_fmt", "yuv420p"),
            *("-c:a", "copy", "-movflags", "+faststart", "-f", "mp4", target),
        ]


@dataclass(frozen=True)
class Continued:
    """A film with a clip behind it, as one film."""

    given: Given
    clip: Clip

    @property
    def key(self) -> str:
        """Name the result."""
        return f"{self.given.key[:20]}-{self.clip.key[:19]}"

    def arguments(self, source: str, clip: str, target: str) -> list[str]:
        """Return what follows `ffmpeg` on the command line."""
        size = f"{self.clip.width}:{self.clip.height}"
        sound = self.given.sound and self.clip.sound
        steps = [f"[{n}:v:0]scale={size},setsar=1,fps={FPS},format=yuv420p[v{n}]" for n in range(2)]
        if sound:
            steps += [
                f"[{n}:a:0]aresample={SAMPLE_RATE_HZ},aformat=channel_layouts=stereo[a{n}]" for n in range(2)
            ]
        parts = "".join(f"[v{n}][a{n}]" if sound else f"[v{n}]" for n in range(2))
        steps.append(f"{parts}concat=n=2:v=1:a={int(sound)}[v]{'[a]' if sound else ''}")
        return [
            *("-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-i", source, "-i", clip),
            *("-filter_complex", ";".join(steps), "-map", "[v]", *(("-map", "[a]") if sound else ())),
            *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "22", "-c:a", "aac", "-b:a", "128k"),
            *("-movflags", "+faststart", "-f", "mp4", target),
        ]
