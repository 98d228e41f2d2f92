import random
import subprocess
import sys
from pathlib import Path

import pytest

from shared.media.errors import ResultTruncated, ResultUnusable
from shared.media.ffmpeg import ffmpeg_binary
from shared.media.probe import SIZE_MAX_BYTES, probe
from tests.fakes.films import FTYP, a_box, a_film

NOISE = random.Random(77).randbytes(500)

HTML = b"<!doctype html><html><body>Please sign in</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
PLAYLIST = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
CONCAT = b"ffconcat version 1.0\nfile /etc/passwd\n"


def a_file(folder: Path, content: bytes) -> Path:
    path = folder / "result"
    path.write_bytes(content)
    return path


def test_a_film_is_measured_by_decoding_it() -> None:
    facts = probe(a_film("832x480", duration_s=2, fps=24))

    assert (facts.container, facts.codec, facts.width, facts.height) == ("mp4", "h264", 832, 480)
    assert facts.duration_s == pytest.approx(2, abs=0.05)
    assert facts.fps == pytest.approx(24)
    assert facts.has_audio
    assert facts.size_bytes == a_film("832x480", duration_s=2, fps=24).stat().st_size


def test_a_silent_webm_is_measured_too() -> None:
    facts = probe(a_film(sound=False, container="webm"))

    assert (facts.container, facts.codec, facts.has_audio) == ("webm", "vp8", False)
    assert facts.duration_s == pytest.approx(1, abs=0.11)


def test_a_film_that_lies_sideways_is_measured_as_it_is_seen(tmp_path: Path) -> None:
    turned = tmp_path / "turned.mp4"
    _ffmpeg("-display_rotation", "90", "-i", str(a_film()), "-c", "copy", str(turned))

    assert (probe(turned).width, probe(turned).height) == (180, 320)


def test_f76_an_empty_file_may_come_whole_next_time(tmp_path: Path) -> None:
    with pytest.raises(ResultTruncated):
        probe(a_file(tmp_path, b""))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("more", [(), ("-movflags", "+faststart")], ids=["index last", "index first"])
def test_f78_a_truncated_film_may_come_whole_next_time(
    tmp_path: Path, share: float, more: tuple[str, ...]
) -> None:
    whole = a_film(more=more).read_bytes()

    with pytest.raises(ResultTruncated) as error:
        probe(a_file(tmp_path, whole[: int(len(whole) * share)]))
    assert error.value.code == "result_truncated"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_f78_a_truncated_webm_may_come_whole_next_time(tmp_path: Path, share: float) -> None:
    whole = a_film(container="webm").read_bytes()

    with pytest.raises(ResultTruncated) as error:
        probe(a_file(tmp_path, whole[: int(len(whole) * share)]))
    assert error.value.message.startswith("The video arrived incomplete: ")


def test_f78_a_webm_that_does_not_say_its_size_is_not_truncated(tmp_path: Path) -> None:
    whole = bytearray(a_film(container="webm").read_bytes())
    size_at = whole.index(b"\x18\x53\x80\x67") + 4
    whole[size_at : size_at + 8] = b"\x01" + b"\xff" * 7

    assert probe(a_file(tmp_path, bytes(whole))).container == "webm"


@pytest.mark.parametrize(
    "content",
    [
        HTML,
        b'{"error": "not found"}',
        SVG,
        PLAYLIST,
        CONCAT,
        b"\0" * 5000,
        b"GIF89a" + b"\0" * 100,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        FTYP[:8] + HTML,
        FTYP + PLAYLIST,
        FTYP + a_box(b"moov"),
        FTYP + a_box(b"moov", NOISE),
        FTYP + a_box(b"moov") * 20_000,
        b"\x1a\x45\xdf\xa3webm" + NOISE,
        b"\x1a\x45\xdf\xa3\x00webm",
        b"\x1a\x45\xdf\xa3\x01" + b"\xff" * 6 + b"\xfewebm",
        b"\x1a\x45\xdf\xa3\x84webm\x18\x53\x80\x67",
        b"\x1a\x45\xdf\xa3\x84webm\x18\x53\x80\x67\x01\x00",
        b"\x1a\x45\xdf\xa3\x84webm\x18\x53\x80\x67\xff" + HTML,
    ],
    ids=lambda content: content[:12].hex() + str(len(content)),
)
def test_f77_f82_what_is_no_video_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ResultUnusable) as error:
        probe(a_file(tmp_path, content))
    assert error.value.code == "result_unusable"
    assert error.value.message.endswith(".")
    assert str(tmp_path) not in error.value.message


def test_f81_8k_is_refused_and_4k_passes() -> None:
    assert probe(a_film("3840x2160", duration_s=0.2, sound=False, source="color=c=red")).width == 3840
    with pytest.raises(ResultUnusable, match="7680x4320"):
        probe(a_film("7680x4320", duration_s=0.1, sound=False, source="color=c=red"))


def test_f81_too_many_streams_are_refused(tmp_path: Path) -> None:
    many = tmp_path / "many.mp4"
    _ffmpeg("-i", str(a_film()), *(["-map", "0:a"] * 9), "-map", "0:v", "-c", "copy", str(many))

    with pytest.raises(ResultUnusable):
        probe(many)


def test_f81_more_than_an_hour_is_refused(tmp_path: Path) -> None:
    long = tmp_path / "long.mp4"
    _ffmpeg("-itsscale", "7200", "-i", str(a_film(sound=False, fps=2)), "-c", "copy", str(long))

    with pytest.raises(ResultUnusable):
        probe(long)


def test_f81_an_absurd_frame_rate_is_refused() -> None:
    with pytest.raises(ResultUnusable, match="frames a second"):
        probe(a_film(fps=500, duration_s=0.1, sound=False))


def test_an_encrypted_film_is_refused_whatever_its_noise_decodes_to(tmp_path: Path) -> None:
    film = tmp_path / "encrypted.mp4"
    key = ("-encryption_key", "76a6c65c5ea762046bd749a2e632ccbb")
    of_key = ("-encryption_kid", "a7e61c373e219033c21091fa607bf3b8")
    scheme = ("-encryption_scheme", "cenc-aes-ctr")
    _ffmpeg("-i", str(a_film()), "-c", "copy", *scheme, *key, *of_key, str(film))

    with pytest.raises(ResultUnusable, match="it is encrypted"):
        probe(film)


def test_a_file_past_the_size_limit_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(SIZE_MAX_BYTES + 1)

    with pytest.raises(ResultUnusable, match="500 MB"):
        probe(path)


@pytest.mark.parametrize("codec", ["cinepak", "mjpeg", "qtrle", "png"])
def test_f82_a_decoder_that_is_not_on_the_list_sees_no_byte(tmp_path: Path, codec: str) -> None:
    rare = tmp_path / "rare.mov"
    _ffmpeg("-i", str(a_film(sound=False)), "-c:v", codec, str(rare))
    content = rare.read_bytes()
    start = content.index(b"mdat") + 4
    noise = content[:start] + b"\x55" * 5000 + content[start + 5000 :]

    for film in (content, noise):  # a decoder that looked would tell them apart
        with pytest.raises(ResultUnusable, match="coded in a way we do not know"):
            probe(a_file(tmp_path, film))


def test_sound_without_a_picture_is_no_video(tmp_path: Path) -> None:
    sound = tmp_path / "sound.mp4"
    _ffmpeg("-i", str(a_film()), "-vn", "-c", "copy", str(sound))

    with pytest.raises(ResultUnusable, match="no video"):
        probe(sound)


def test_frames_that_cannot_be_decoded_are_refused(tmp_path: Path) -> None:
    content = bytearray(a_film(sound=False).read_bytes())
    start = content.index(b"mdat") + 4
    content[start : start + 20_000] = b"\xff" * len(content[start : start + 20_000])

    with pytest.raises(ResultUnusable):
        probe(a_file(tmp_path, bytes(content)))


def test_the_measuring_process_loads_nothing_that_is_slow() -> None:
    check = "import sys, shared.media.measuring; print({'pydantic', 'httpx', 'PIL'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True, timeout=30
    )

    assert done.stdout.strip() == "set()"


def _ffmpeg(*args: str) -> None:
    subprocess.run([ffmpeg_binary(), "-loglevel", "error", *args], check=True, timeout=60)
