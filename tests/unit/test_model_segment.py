"""Sizes, cuts and rates: what is planned before a film is upscaled."""

from fractions import Fraction

import pytest

from shared.model.encoding import expected_s, fitted, gains, segments_for
from shared.model.footage import Footage
from shared.model.segment import cuts_of, divided
from tests.fakes.encoder import FOOTAGE


@pytest.mark.parametrize(
    ("target", "side", "fits"),
    [
        ("4k", (1280, 720), (3840, 2160)),
        ("4k", (720, 1280), (2160, 3840)),
        ("4k", (640, 640), (2160, 2160)),
        ("4k", (1920, 804), (3840, 1608)),
        ("4k", (853, 480), (3838, 2160)),
        ("1440p", (1280, 720), (2560, 1440)),
        ("1080p", (832, 480), (1872, 1080)),
        ("1080p", (481, 3), (1920, 12)),
    ],
)
def test_a_film_is_fitted_into_its_class_in_the_shape_it_has(
    target: str, side: tuple[int, int], fits: tuple[int, int]
) -> None:
    assert fitted(target, *side) == fits
    assert all(length % 2 == 0 for length in fits)


@pytest.mark.parametrize(
    ("target", "side", "gain"),
    [
        ("4k", (3840, 2160), False),
        ("4k", (3840, 1608), False),
        ("1080p", (1920, 804), False),
        ("1080p", (1872, 1080), False),
        ("1080p", (1280, 720), True),
        ("1440p", (1920, 1080), True),
        ("720p", (320, 180), False),
        ("8k", (320, 180), False),
    ],
)
def test_only_what_becomes_sharper_is_made(target: str, side: tuple[int, int], gain: bool) -> None:
    assert gains(target, *side) == gain


def test_cuts_are_even_and_at_key_frames_that_are_near() -> None:
    assert cuts_of(100, [0, 24, 48, 72, 96], count=4) == [24, 48, 72]
    assert cuts_of(100, [0], count=4) == [25, 50, 75]
    assert cuts_of(100, [0, 31, 49, 52], count=2) == [49]
    assert cuts_of(3, [], count=40) == [1, 2]
    assert cuts_of(100, [0, 50], count=1) == []


def test_the_segments_are_all_of_the_film_and_nothing_twice() -> None:
    for seconds in (1, 7, 90, 180):
        footage = FOOTAGE.model_copy(update={"frames": seconds * 24, "lasts_s": float(seconds)})
        segments = divided(footage, (0.0,), size=(3840, 2160), quality="high").segments
        assert segments[0].first == 0
        assert segments[-1].end is None
        assert [one.end for one in segments[:-1]] == [one.first for one in segments[1:]]
        assert len(segments) <= 40


def test_short_work_is_one_segment_and_long_work_is_many() -> None:
    assert [segments_for(work) for work in (0.1, 20, 60, 600, 1e6)] == [1, 1, 1, 10, 40]


def test_more_at_once_is_sooner_and_never_later() -> None:
    times = [
        expected_s("balanced", width=3840, height=2160, frames=2160, at_once=at_once)
        for at_once in (1, 2, 4, 40)
    ]

    assert times == sorted(times, reverse=True)
    assert times[0] > 2 * times[-1]


def footage(**changes: object) -> Footage:
    return FOOTAGE.model_copy(update=changes)


def test_even_frames_keep_their_rate_and_uneven_ones_get_one_that_players_know() -> None:
    assert footage(rate="47/2").shown_rate == Fraction(47, 2)
    assert footage(rate="30", even=False).shown_rate == 30
    assert footage(rate="20", even=False).shown_rate == Fraction(24000, 1001)
    assert footage(rate="29", even=False).shown_rate == Fraction(30000, 1001)
    assert footage(rate="120", even=False).shown_rate == 60


def test_a_film_whose_picture_begins_late_has_frames_from_the_beginning_of_its_sound() -> None:
    assert footage(begins_s=0.5, lasts_s=2.0).shown_frames == 60
