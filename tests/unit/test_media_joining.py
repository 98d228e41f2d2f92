"""Films in a row: one length, one size, one sound, no frame lost and none twice."""

import itertools
from array import array
from pathlib import Path

import av
import pytest

from shared.media.joining import cut, join
from shared.media.probe import probe
from tests.fakes.films import a_film


def joined(first: Path, second: Path, folder: Path) -> Path:
    target = folder / "whole.mp4"
    join(first, probe(first), second, probe(second), target)
    return target


def times_s(path: Path, kind: str) -> list[float]:
    with av.open(str(path)) as film:
        return sorted(float(p.pts * p.time_base) for p in film.demux(**{kind: 0}) if p.pts is not None)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"sound": False}, {}),
        ({}, {"sound": False}),
        ({"sound": False}, {"sound": False}),
        ({"size": "180x320"}, {}),
        ({"size": "640x360", "fps": 25}, {}),
        ({"container": "webm"}, {}),
        ({}, {"size": "640x360", "fps": 24}),
    ],
    ids=["alike", "mute+", "+mute", "mute", "standing", "larger and faster", "webm", "new is larger"],
)
def test_two_films_become_one_of_the_size_and_rate_of_the_new_one(
    tmp_path: Path, first: dict, second: dict
) -> None:
    begin, new = a_film(duration_s=1.0, **first), a_film(duration_s=2.0, **second)
    new_probe = probe(new)

    whole = joined(begin, new, tmp_path)

    made = probe(whole)
    assert (made.width, made.height, made.fps) == (new_probe.width, new_probe.height, new_probe.fps)
    assert made.has_audio == (first.get("sound", True) or second.get("sound", True))
    frame_s = 1 / made.fps
    pictures = times_s(whole, "video")
    assert made.duration_s == pytest.approx(3.0, abs=frame_s + 0.01)
    assert len(pictures) == pytest.approx(3.0 * made.fps, abs=1)
    gaps = [later - sooner for sooner, later in itertools.pairwise(pictures)]
    assert max(gaps) == pytest.approx(frame_s, abs=0.001), "a seam without a gap"
    assert min(gaps) == pytest.approx(frame_s, abs=0.001), "no frame twice"


def test_the_sound_of_the_new_part_begins_where_its_picture_begins(tmp_path: Path) -> None:
    short_sound = a_film(duration_s=2.0, more=("-af", "atrim=duration=0.5"))
    new = a_film(duration_s=1.0)

    whole = joined(short_sound, new, tmp_path)

    with av.open(str(whole)) as film:
        loud = [
            float(frame.pts * frame.time_base)
            for frame in film.decode(audio=0)
            if max(abs(one) for one in array("f", bytes(frame.planes[0]))) > 0.02
        ]
    silent_part = [at for at in loud if 0.6 < at < 1.9]
    assert silent_part == []
    assert any(2.0 <= at <= 2.15 for at in loud)


@pytest.mark.parametrize("sound", [True, False])
def test_the_end_of_a_film_is_a_film_of_its_own(tmp_path: Path, sound: bool) -> None:
    film, target = a_film(duration_s=3.0, sound=sound), tmp_path / "end.mp4"

    cut(film, probe(film), begin_s=1.0, target=target)

    made = probe(target)
    assert made.duration_s == pytest.approx(2.0, abs=0.11)
    assert made.has_audio == sound
    assert times_s(target, "video")[0] == pytest.approx(0, abs=0.001)
