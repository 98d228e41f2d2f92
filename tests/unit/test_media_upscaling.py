"""Films upscaled, in one go or in segments: every frame once, at its time, in its shape and colours."""

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import av
import pytest

from shared.errors import FenceLost
from shared.media.errors import TranscodeFailed
from shared.media.ffmpeg import ffmpeg_binary, run_ffmpeg
from shared.media.probe import probe, survey
from shared.media.upscaling import encode, encode_arguments, join_segments
from shared.model.encoding import target_of
from shared.model.footage import Footage
from shared.model.segment import SegmentPlan

ALIKE_DB = 30.0
"""Two encodings of one frame are alike; two frames of this film differ by 20 dB and more."""

_X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "12", "-pix_fmt", "yuv420p"]
_PICTURE = ["-f", "lavfi", "-i", "testsrc2=s=192x108:r=24:d=2"]
_SOUND = ["-f", "lavfi", "-i", "sine=d=2"]
SOURCES = {
    "plain.mp4": [*_PICTURE, *_SOUND, *_X264],
    "mute.mp4": [*_PICTURE, *_X264],
    "29.97.mp4": ["-f", "lavfi", "-i", "testsrc2=s=192x108:r=30000/1001:d=2", *_X264],
    "uneven.mp4": [*_PICTURE, *_SOUND, "-vf", "select=mod(n\\,5)", "-fps_mode", "vfr", *_X264],
    "late picture.mp4": ["-itsoffset", "0.3", *_PICTURE, *_SOUND, *_X264],
    "open groups.mp4": [*_PICTURE, *_X264, "-preset", "medium", "-x264-params", "open-gop=1"],
    "one key frame.mp4": [*_PICTURE, *_X264, "-g", "999"],
    "standing.mp4": ["-f", "lavfi", "-i", "testsrc2=s=108x192:r=24:d=2", *_X264],
    "oblong pixels.mp4": [*_PICTURE, "-vf", "setsar=4/3", *_X264],
    "interlaced.mp4": [*_PICTURE, "-vf", "interlace=scan=tff", *_X264, "-flags", "+ildct+ilme"],
    "webm.webm": [
        *_PICTURE,
        *_SOUND,
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        "-g",
        "12",
        "-c:a",
        "libopus",
    ],
}
HLG = "format=yuv420p10le,setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc"


def ffmpeg(*arguments: object) -> str:
    command = [ffmpeg_binary(), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return ended.stderr


def a_source(folder: Path, name: str) -> tuple[Path, Footage]:
    path = folder / name
    ffmpeg(*SOURCES[name], path)
    return path, survey(path, container=probe(path).container).footage


def a_plan(footage: Footage, *, frames: tuple[int, int | None] = (0, None)) -> SegmentPlan:
    """A segment that is encoded small: a tenth as wide as 1080p."""
    width, height = (side // 10 * 2 for side in target_of(footage, "1080p"))
    return SegmentPlan(
        footage=footage, width=width, height=height, quality="fast", first=frames[0], end=frames[1]
    )


def encoded(
    film: Path, footage: Footage, target: Path, *, frames: tuple[int, int | None] = (0, None)
) -> Path:
    encode(film, a_plan(footage, frames=frames), target, watch=lambda n: None)
    return target


def in_segments(film: Path, footage: Footage, folder: Path, cuts: list[int]) -> Path:
    segments: list[tuple[Path, int | None]] = []
    for n, (first, end) in enumerate(pairwise([0, *cuts, None])):
        assert first is not None
        path = encoded(film, footage, folder / f"{n}.mp4", frames=(first, end))
        segments.append((path, None if end is None else end - first))
    whole = folder / "whole.mp4"
    join_segments(segments, film, footage, whole, sound=probe(film).has_audio)
    return whole


def times(path: Path) -> list[int]:
    with av.open(str(path)) as film:
        return sorted(packet.pts for packet in film.demux(video=0) if packet.pts is not None)


def likeness_db(one: Path, other: Path, log: Path) -> list[float]:
    """Return how alike the frames of two films are, one by one."""
    graph = f"[0:v]setpts=N/TB/24[a];[1:v]setpts=N/TB/24[b];[a][b]psnr=stats_file={log}"
    ffmpeg("-i", one, "-i", other, "-lavfi", graph, "-f", "null", "-")
    found = re.findall(r"psnr_avg:(\S+)", log.read_text())
    return [float(value) for value in found]


@pytest.mark.parametrize("name", SOURCES)
def test_segments_joined_are_the_film_encoded_in_one_go(tmp_path: Path, name: str) -> None:
    film, footage = a_source(tmp_path, name)
    once = encoded(film, footage, tmp_path / "once.mp4")

    whole = in_segments(film, footage, tmp_path, [12, 17, 36])

    shown = times(whole)
    assert len(shown) == len(times(once)) == footage.shown_frames
    assert shown[0] == 0
    assert len({after - before for before, after in pairwise(shown)}) == 1, "every frame lasts alike"
    assert min(likeness_db(whole, once, tmp_path / "log")) > ALIKE_DB
    assert probe(whole).has_audio == probe(film).has_audio


def test_frames_that_are_lost_or_shifted_would_be_seen(tmp_path: Path) -> None:
    film, footage = a_source(tmp_path, "plain.mp4")
    once = encoded(film, footage, tmp_path / "once.mp4")
    shifted = encoded(film, footage, tmp_path / "shifted.mp4", frames=(1, None))

    assert min(likeness_db(shifted, once, tmp_path / "log")) < ALIKE_DB - 5


def test_a_film_turned_by_the_camera_stands_upright(tmp_path: Path) -> None:
    film, _ = a_source(tmp_path, "plain.mp4")
    turned = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", 90, "-i", film, "-c", "copy", turned)
    footage = survey(turned, container="mp4").footage

    made = probe(encoded(turned, footage, tmp_path / "upright.mp4"))

    assert (footage.width, footage.height) == (108, 192)
    assert made.height > made.width


def test_oblong_pixels_become_square_and_the_picture_keeps_its_shape(tmp_path: Path) -> None:
    film, footage = a_source(tmp_path, "oblong pixels.mp4")

    made = probe(encoded(film, footage, tmp_path / "square.mp4"))

    assert made.width / made.height == pytest.approx(192 * 4 / 3 / 108, rel=0.02)


def test_hdr_becomes_what_every_screen_shows(tmp_path: Path) -> None:
    film = tmp_path / "hlg.mp4"
    ffmpeg(*_PICTURE, "-vf", HLG, "-c:v", "libx264", "-preset", "ultrafast", film)
    footage = survey(film, container="mp4").footage

    made = encoded(film, footage, tmp_path / "sdr.mp4")

    assert footage.hdr
    with av.open(str(made)) as shown:
        context = shown.streams.video[0].codec_context
        assert (context.pix_fmt, context.color_trc, context.colorspace) == ("yuv420p", 1, 1)


def test_colours_of_an_untagged_hd_film_stay_as_players_show_them(tmp_path: Path) -> None:
    film = tmp_path / "red.mp4"
    bt709 = "color=c=red:s=1280x720:d=0.2:r=10,scale=out_color_matrix=bt709,format=yuv420p"
    ffmpeg("-f", "lavfi", "-i", bt709, "-c:v", "libx264", "-preset", "ultrafast", film)
    footage = survey(film, container="mp4").footage
    before, after = (
        [plane_mean(path, n) for n in range(3)]
        for path in (film, encoded(film, footage, tmp_path / "larger.mp4"))
    )

    assert footage.matrix == "bt709"
    assert after == pytest.approx(before, abs=1.5)


def plane_mean(path: Path, n: int) -> float:
    with av.open(str(path)) as film:
        plane = bytes(next(film.decode(video=0)).planes[n])
    return sum(plane[:64]) / 64


def test_the_moov_comes_first_and_the_sound_is_aac(tmp_path: Path) -> None:
    film, footage = a_source(tmp_path, "plain.mp4")

    whole = in_segments(film, footage, tmp_path, [24])

    head = whole.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")
    with av.open(str(whole)) as made:
        sound = made.streams.audio[0].codec_context
        assert (sound.codec.name, sound.sample_rate, sound.layout.name) == ("aac", 48_000, "stereo")
        assert float(made.streams.audio[0].duration * made.streams.audio[0].time_base) == pytest.approx(
            2, abs=0.05
        )


def test_progress_is_heard_while_ffmpeg_runs_and_what_it_raises_stops_it(tmp_path: Path) -> None:
    heard: list[int] = []
    slow = ["-f", "lavfi", "-re", "-i", "testsrc2=s=64x36:r=24:d=60", "-c:v", "libx264", "-f", "null", "-"]

    def watch(frames: int) -> None:
        heard.append(frames)
        if frames > 30:
            raise FenceLost("somebody else's")

    with pytest.raises(FenceLost):
        run_ffmpeg(slow, timeout_s=30, watch=watch)

    assert len(heard) >= 2
    assert heard == sorted(heard)
    assert heard[-1] < 24 * 30


def test_the_last_words_of_a_failure_are_not_drowned_in_progress(tmp_path: Path) -> None:
    film, footage = a_source(tmp_path, "mute.mp4")
    arguments = encode_arguments(film, a_plan(footage), tmp_path / "no" / "folder.mp4")

    with pytest.raises(TranscodeFailed) as error:
        run_ffmpeg(arguments, timeout_s=30, watch=lambda n: None)

    assert "progress=" not in str(error.value.__cause__)
    assert "No such file" in str(error.value.__cause__)


def test_hostile_input_is_opened_as_everywhere(tmp_path: Path) -> None:
    film, footage = a_source(tmp_path, "mute.mp4")

    arguments = encode_arguments(film, a_plan(footage, frames=(3, 9)), tmp_path / "x.mp4", threads=1)

    opened = arguments.index("-i")
    assert arguments[arguments.index("-protocol_whitelist") + 1] == "file,pipe"
    assert arguments.index("-codec_whitelist") < opened
    assert arguments[opened + 1] == f"file:{film}"
    assert arguments[arguments.index("-frames:v") + 1] == "6"
