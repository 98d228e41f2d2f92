"""Films that ffmpeg makes: good ones, which must pass, and real ones that are not what was ordered."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from shared.media.ffmpeg import ffmpeg_binary
from tests.fakes.films import a_film
from tests.hostile.case import MISMATCH, OK, UNUSABLE, Case
from tests.hostile.posers import HTML

SIZE = "832x480"
PLAIN = "color=c=teal"
"""Quick to make and small; its poster is as good as any."""


def a_good_film(container: str = "mp4", *, sound: bool = False) -> Path:
    """Return a film as the corpus' order wants it."""
    return a_film(SIZE, sound=sound, container=container)


def good() -> Iterator[Case]:
    """Yield the control group: what must pass, lest a guard that refuses everything looks safe."""
    film = a_good_film().read_bytes()
    yield Case("good: mp4", film, OK)
    yield Case("good: with sound", a_good_film(sound=True).read_bytes(), OK)
    yield Case("good: mov", a_good_film("mov", sound=True).read_bytes(), OK)
    yield Case("good: webm of vp8", a_good_film("webm", sound=True).read_bytes(), OK)
    yield Case("good: webm of vp9", _reel("webm", "-c:v", "libvpx-vp9", "-deadline", "realtime"), OK)
    yield Case("good: hevc", _reel("mp4", "-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1"), OK)
    yield Case("good: mpeg4", _reel("mp4", "-c:v", "mpeg4"), OK)
    yield Case(
        "good: index first", a_film(SIZE, sound=False, more=("-movflags", "+faststart")).read_bytes(), OK
    )
    fragments = ("-movflags", "+frag_keyframe+empty_moov", "-g", "5")
    yield Case("good: fragments", a_film(SIZE, sound=False, more=fragments).read_bytes(), OK)
    yield Case("good: on its side", _copied("-display_rotation", "90", films=(_upright(),)), OK)
    yield Case("good: with a cover", _with_cover(), OK)
    yield Case("good: a page in a free box", film + _free(HTML), OK)
    yield Case("good: larger than ordered", a_film("1280x720", sound=False, source=PLAIN).read_bytes(), OK)
    largest = a_film("4096x2304", fps=4, sound=False, source=PLAIN)
    yield Case("good: as large as we take", largest.read_bytes(), OK)


def real_but_wrong() -> Iterator[Case]:
    """Yield films that play, and are not what was ordered or not what we open."""
    yield Case("too small", a_film("640x360", sound=False).read_bytes(), MISMATCH)
    yield Case("too long", a_film(SIZE, duration_s=2, sound=False, source=PLAIN).read_bytes(), MISMATCH)
    yield Case("too short", a_film(SIZE, duration_s=0.3, sound=False, source=PLAIN).read_bytes(), MISMATCH)
    yield Case("upright", _upright().read_bytes(), MISMATCH)
    yield Case("8k", a_film("7680x4320", duration_s=0.2, sound=False, source=PLAIN).read_bytes())
    yield Case("500 frames a second", a_film(SIZE, fps=500, sound=False, source=PLAIN).read_bytes())
    yield Case("sound alone", _copied("-vn", films=(a_good_film(sound=True),)))
    yield Case("a cover alone", _cover_alone())
    for codec in ("cinepak", "prores", "mjpeg", "qtrle", "svq1", "png", "rawvideo", "ffv1", "mpeg2video"):
        yield Case(
            f"{codec} in mov", _reel("mov", "-c:v", codec, "-strict", "-1", seconds=0.2, size="320x180")
        )
    yield Case("with a zip behind it", a_good_film().read_bytes() + b"PK\x03\x04" + bytes(40))
    yield Case("with subtitles", _with_subtitles(), OK)
    yield Case("webm with an attachment", _attached(), OK)
    yield Case("encrypted", _copied(*_ENCRYPTED, films=(a_good_film(),)), UNUSABLE)
    yield Case("grows in its middle", _grows("3328x1920"), OK)
    yield Case("grows past the limit in its middle", _grows("7680x4320"), OK)


_ENCRYPTED = (
    *("-encryption_scheme", "cenc-aes-ctr"),
    *("-encryption_key", "76a6c65c5ea762046bd749a2e632ccbb"),
    *("-encryption_kid", "a7e61c373e219033c21091fa607bf3b8"),
)


def _upright() -> Path:
    return a_film("480x832", sound=False)


def _reel(container: str, *coding: str, seconds: float = 1.0, size: str = SIZE) -> bytes:
    """Return a film in another coding."""
    picture = f"testsrc2=s={size}:r=10:d={seconds}"
    return _made(container, "-f", "lavfi", "-i", picture, *coding, "-threads", "1")


def _copied(*options: str, films: tuple[Path, ...], container: str = "mp4") -> bytes:
    """Return films copied into one; options go before the last of them if they begin with `-display`."""
    inputs = [part for film in films for part in ("-i", str(film))]
    before, after = (options, ()) if options[0].startswith("-display") else ((), options)
    return _made(container, *before, *inputs, "-c", "copy", *after)


def _with_cover() -> bytes:
    return _covered(a_good_film(), "-map", "0", "-map", "1", "-disposition:v:1", "attached_pic")


def _cover_alone() -> bytes:
    sounding = a_good_film(sound=True)
    return _covered(sounding, "-map", "0:a", "-map", "1", "-disposition:v", "attached_pic")


def _covered(film: Path, *options: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        cover = Path(folder, "cover.jpg")
        Image.new("RGB", (64, 64), (200, 30, 30)).save(cover)
        return _made("mp4", "-i", str(film), "-i", str(cover), "-c", "copy", *options)


def _with_subtitles() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder, "words.srt")
        words.write_text("1\n00:00:00,000 --> 00:00:01,000\nhello\n\n")
        return _made("mp4", "-i", str(a_good_film()), "-i", str(words), "-c", "copy", "-c:s", "mov_text")


def _attached() -> bytes:
    """Return a WebM with a file in it: libav's Matroska muxer calls itself webm only without one."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_bytes(HTML)
        more = ("-c", "copy", "-attach", str(page), "-metadata:s:t", "mimetype=text/html")
        content = _made("mkv", "-i", str(a_good_film("webm")), *more)
    return content.replace(b"\x42\x82\x88matroska", b"\x42\x82\x84webm\xec\x82\0\0", 1)


def _grows(later: str) -> bytes:
    """Return a film whose second half is larger."""
    with tempfile.TemporaryDirectory() as folder:
        both = Path(folder, "both.h264")
        for size in (SIZE, later):
            film = a_film(size, duration_s=0.5, sound=False, source=PLAIN)
            both.write_bytes(
                (both.read_bytes() if both.exists() else b"")
                + _made("h264", "-i", str(film), "-c", "copy", "-bsf:v", "h264_mp4toannexb")
            )
        return _made("mp4", "-r", "10", "-i", str(both), "-c", "copy")


def _free(content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + b"free" + content


def _made(container: str, *args: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, f"film.{container}")
        command = [ffmpeg_binary(), "-nostdin", "-loglevel", "error", *args, str(target)]
        subprocess.run(command, check=True, timeout=60)
        return target.read_bytes()
