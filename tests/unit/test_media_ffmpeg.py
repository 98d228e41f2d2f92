import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.media.confined import OUTPUT_MAX_BYTES, Limits, RanTooLong, run_confined
from shared.media.errors import TranscodeFailed, TranscodeTimeout
from shared.media.ffmpeg import FfmpegExit, ffmpeg_command, input_arguments, run_ffmpeg
from shared.media.formats import DECODERS
from shared.media.previews import preview_arguments
from shared.media.sprite import Tiling
from tests.fakes.films import a_film

ENDLESS = ["-f", "lavfi", "-i", "testsrc2=s=64x64", "-f", "null", "-"]


def python(code: str, limits: Limits):
    return run_confined([sys.executable, "-S", "-c", code], limits)


def test_an_input_is_opened_by_one_demuxer_without_network() -> None:
    assert input_arguments(Path("/films/a.mp4"), container="mp4", duration_max_s=4) == [
        *("-protocol_whitelist", "file,pipe"),
        *("-codec_whitelist", DECODERS),
        *("-max_pixels", "16777216"),
        *("-threads", "2", "-f", "mp4", "-t", "4"),
        *("-i", "file:/films/a.mp4"),
    ]


def test_ffmpeg_never_asks_and_says_only_errors() -> None:
    command = ffmpeg_command(["-i", "x"])

    assert command[1:6] == ["-nostdin", "-hide_banner", "-loglevel", "error", "-y"]
    assert command[-2:] == ["-i", "x"]


def test_previews_come_from_one_run_with_one_decode() -> None:
    tiling = Tiling(10, 0.5, keys_only=False)
    args = preview_arguments(Path("/a.mp4"), Path("/p.mp4"), Path("/x"), container="webm", tiling=tiling)

    assert args.count("-i") == 1
    assert args[args.index("-f") + 1] == "webm"
    assert "split=3" in args[args.index("-filter_complex") + 1]
    assert args.count("-map") == 3
    assert "0:a" not in " ".join(args)
    assert args[args.index("-movflags") + 1] == "+faststart"


def test_a_film_shown_by_its_key_frames_is_opened_twice_in_one_run_and_each_time_as_hostile() -> None:
    tiling = Tiling(12, 2.0, keys_only=True)
    args = preview_arguments(Path("/a.mp4"), Path("/p.mp4"), Path("/x"), container="mp4", tiling=tiling)
    second = args[args.index("-i") + 2 : len(args) - args[::-1].index("-i") + 1]

    assert second[:2] == ["-skip_frame", "nokey"]
    assert second[2:] == input_arguments(Path("/a.mp4"), container="mp4", duration_max_s=22.1, threads=1)
    assert args.count("-skip_frame") == 1


def test_f84_ffmpeg_that_hangs_is_killed_at_its_timeout() -> None:
    started = time.monotonic()

    with pytest.raises(TranscodeTimeout):
        run_ffmpeg(ENDLESS, timeout_s=0.4)
    assert time.monotonic() - started < 5


def is_gone(process: Path) -> bool:
    """Return whether a process has ended; a zombie that nobody has buried yet has."""
    try:
        return process.read_text().split()[2] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def eventually(holds: Callable[[], bool], *, within_s: float = 10) -> bool:
    """Return whether something comes true: a signal is sent at once, and obeyed when there is time."""
    give_up = time.monotonic() + within_s
    while not holds() and time.monotonic() < give_up:
        time.sleep(0.02)
    return holds()


def test_f84_a_child_of_the_program_dies_with_it(tmp_path: Path) -> None:
    code = f"""
import os, time
child = os.fork()
if child:
    open({str(tmp_path / "child")!r}, "w").write(str(child))
time.sleep(60)
"""
    with pytest.raises(RanTooLong):
        python(code, Limits(timeout_s=1))
    child = Path(f"/proc/{(tmp_path / 'child').read_text()}/stat")
    assert eventually(lambda: is_gone(child))


def test_f84_memory_is_limited() -> None:
    assert python("x = bytearray(10_000_000)", Limits(timeout_s=20, memory_max_bytes=2**28)).code == 0
    ended = python("x = bytearray(400_000_000)", Limits(timeout_s=20, memory_max_bytes=2**28))

    assert ended.code == 1
    assert b"MemoryError" in ended.output


def test_f84_a_written_file_is_limited(tmp_path: Path) -> None:
    target = tmp_path / "target"
    python(f"open({str(target)!r}, 'wb').write(b'x' * 100_000)", Limits(timeout_s=20, file_max_bytes=51_200))

    assert target.stat().st_size == 51_200


def test_f84_open_files_are_limited() -> None:
    ended = python("x = [open('/dev/null') for _ in range(50)]", Limits(timeout_s=20, files_max=20))

    assert b"Too many open files" in ended.output


def test_f84_a_program_that_talks_without_end_fills_no_memory() -> None:
    code = "import sys\nwhile True: sys.stdout.write('x' * 60000)"
    with pytest.raises(RanTooLong):
        python(code, Limits(timeout_s=0.5))
    ended = python("print('x' * 1_000_000 + 'end')", Limits(timeout_s=20))

    assert len(ended.output) == OUTPUT_MAX_BYTES
    assert ended.output.endswith(b"end\n")


def test_a_program_sees_none_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAVESPEED_API_KEY", "secret")

    assert b"secret" not in run_confined(["/usr/bin/env"], Limits(timeout_s=20)).output


def test_arguments_are_never_read_by_the_shell(tmp_path: Path) -> None:
    words = f"$(touch {tmp_path / 'made'}); `id` && *"
    ended = run_confined(["/bin/echo", words], Limits(timeout_s=20))

    assert ended.output.decode().strip() == words
    assert not list(tmp_path.iterdir())


def test_ffmpeg_that_gives_up_keeps_its_words_for_the_log(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"nothing")

    with pytest.raises(TranscodeFailed) as error:
        run_ffmpeg([*input_arguments(broken, container="mp4"), "-f", "null", "-"], timeout_s=20)
    assert isinstance(error.value.__cause__, FfmpegExit)
    assert "broken.mp4" in str(error.value.__cause__)
    assert "broken.mp4" not in error.value.message


@pytest.mark.parametrize("text", ["#EXTM3U\n#EXTINF:1,\n{secret}\n", "ffconcat version 1.0\nfile {secret}\n"])
def test_f82_ffmpeg_reads_no_playlist_that_poses_as_a_video(tmp_path: Path, text: str) -> None:
    posing, target = tmp_path / "posing.mp4", tmp_path / "target.mp4"
    posing.write_text(text.format(secret=a_film()))

    with pytest.raises(TranscodeFailed):
        run_ffmpeg([*input_arguments(posing, container="mp4"), "-c", "copy", str(target)], timeout_s=20)
    assert not target.exists() or target.stat().st_size == 0
