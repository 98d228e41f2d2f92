from pathlib import Path

import pytest
from PIL import Image, ImageStat

from shared.media.errors import TranscodeFailed
from shared.media.ffmpeg import ffmpeg_binary
from shared.media.previews import CANDIDATES, make_previews, preview_arguments
from shared.media.probe import probe
from tests.fakes.films import a_film


def brightness(path: Path) -> float:
    with Image.open(path) as image:
        return ImageStat.Stat(image.convert("L")).mean[0]


def test_a_film_gets_a_still_and_a_short_silent_film(tmp_path: Path) -> None:
    source = a_film("1920x1080", duration_s=5, fps=12)
    made = make_previews(source, probe(source), tmp_path)

    with Image.open(made.poster) as poster:
        assert (poster.format, poster.size) == ("WEBP", (1280, 720))
    preview = probe(made.preview)
    assert (preview.codec, preview.width, preview.height) == ("h264", 480, 270)
    assert preview.duration_s == pytest.approx(3, abs=0.1)
    assert not preview.has_audio
    content = made.preview.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat"), "it plays before all of it has come"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["poster.webp", "preview.mp4", "sprite.webp"]


def test_an_upright_film_stays_upright_and_a_small_one_small(tmp_path: Path) -> None:
    source = a_film("180x320", duration_s=0.3)
    made = make_previews(source, probe(source), tmp_path)

    with Image.open(made.poster) as poster:
        assert poster.size == (180, 320)
    assert (probe(made.preview).width, probe(made.preview).height) == (180, 320)


def test_a_film_that_fades_in_has_a_poster_that_shows_something(tmp_path: Path) -> None:
    source = a_film(duration_s=4, more=("-vf", "fade=in:st=1.2:d=0.5"))

    assert brightness(make_previews(source, probe(source), tmp_path).poster) > 60


def test_a_film_that_stays_dark_has_a_poster_all_the_same(tmp_path: Path) -> None:
    source = a_film(source="color=c=black", sound=False)

    assert brightness(make_previews(source, probe(source), tmp_path).poster) < 5


def test_a_single_frame_is_enough(tmp_path: Path) -> None:
    source = a_film(duration_s=0.1, sound=False)
    made = make_previews(source, probe(source), tmp_path)

    assert probe(made.preview).duration_s > 0
    assert made.poster.exists()


def test_a_webm_gets_the_same(tmp_path: Path) -> None:
    source = a_film(container="webm", sound=False)

    assert probe(make_previews(source, probe(source), tmp_path).preview).container == "mp4"


def test_a_file_that_breaks_after_its_first_frame_fails_in_words(tmp_path: Path) -> None:
    source = tmp_path / "gone.mp4"
    source.write_bytes(b"")

    with pytest.raises(TranscodeFailed) as error:
        make_previews(source, probe(a_film()), tmp_path)
    assert error.value.code == "transcode_failed"


def test_the_poster_is_made_while_ffmpeg_still_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, slow = a_film(), tmp_path / "slow"
    made_already = (
        f'i=0; until [ -s "{tmp_path}/poster.webp" ]; do [ $((i+=1)) -lt 500 ] || exit 9; sleep 0.01; done'
    )
    slow.write_text(f'#!/bin/sh\n"{ffmpeg_binary()}" "$@" && {made_already}\n')
    slow.chmod(0o755)
    facts = probe(source)
    monkeypatch.setenv("FFMPEG_BINARY", str(slow))
    ffmpeg_binary.cache_clear()
    try:
        made = make_previews(source, facts, tmp_path)
    finally:
        ffmpeg_binary.cache_clear()

    assert made.sprite is not None, "a first run that fails would be followed by one without a sheet"


def test_no_picture_is_there_before_it_is_whole(tmp_path: Path) -> None:
    arguments = preview_arguments(
        tmp_path / "film.mp4", tmp_path / "preview.mp4", tmp_path, container="mp4", tiling=None
    )
    stills = arguments[arguments.index("[stills]") :]

    assert stills[stills.index("-frames:v") + 1] == str(CANDIDATES)
    assert stills[stills.index("-atomic_writing") + 1] == "1"
