import pytest

from shared.media.errors import ResultMismatch
from shared.media.expectation import Wanted, check
from shared.model.video import Probe


def a_probe(size: str = "1280x720", *, duration_s: float = 5.0, has_audio: bool = True) -> Probe:
    width, height = map(int, size.split("x"))
    return Probe(
        container="mp4",
        codec="h264",
        width=width,
        height=height,
        duration_s=duration_s,
        fps=24,
        has_audio=has_audio,
        size_bytes=1000,
    )


@pytest.mark.parametrize(
    ("size", "resolution", "ratio"),
    [
        ("1280x720", "720p", "16:9"),
        ("832x480", "480p", "16:9"),
        ("854x480", "480p", "16:9"),
        ("480x832", "480p", "9:16"),
        ("624x624", "480p", "1:1"),
        ("960x960", "720p", "1:1"),
        ("1088x832", "720p", "4:3"),
        ("1920x1088", "1080p", "16:9"),
        ("3840x2160", "4k", "16:9"),
        ("1920x1080", "720p", "16:9"),  # more than ordered is a gift
        ("1000x800", "720p", None),  # the picture follows the image
    ],
)
def test_f85_what_providers_round_to_is_accepted(size: str, resolution: str, ratio: str | None) -> None:
    check(a_probe(size), Wanted(duration_s=5, resolution=resolution, aspect_ratio=ratio))


@pytest.mark.parametrize(
    ("size", "resolution", "ratio"),
    [
        ("832x480", "720p", "16:9"),
        ("1280x720", "1080p", "16:9"),
        ("1920x1080", "4k", "16:9"),
        ("320x180", "480p", None),
        ("1280x720", "720p", "9:16"),
        ("1280x720", "720p", "1:1"),
        ("1280x720", "720p", "4:3"),
    ],
)
def test_f85_a_smaller_or_differently_shaped_picture_is_refused(
    size: str, resolution: str, ratio: str | None
) -> None:
    with pytest.raises(ResultMismatch) as error:
        check(a_probe(size), Wanted(duration_s=5, resolution=resolution, aspect_ratio=ratio))
    assert error.value.code == "result_mismatch"
    assert size in error.value.message


@pytest.mark.parametrize(
    ("came_s", "ordered_s", "fits"),
    [
        (5.04, 5, True),
        (4.5, 5, True),
        (4.4, 5, False),
        (5.6, 5, False),
        (4, 8, False),
        (8.79, 8, True),
        (27.1, 30, True),
        (26.9, 30, False),
    ],
)
def test_f85_the_duration_is_within_a_tenth_or_half_a_second(
    came_s: float, ordered_s: float, fits: bool
) -> None:
    wanted = Wanted(duration_s=ordered_s, resolution="720p", aspect_ratio="16:9")
    if fits:
        check(a_probe(duration_s=came_s), wanted)
    else:
        with pytest.raises(ResultMismatch, match=f"{came_s:.1f} s instead of {ordered_s} s"):
            check(a_probe(duration_s=came_s), wanted)


def test_f85_promised_sound_must_be_there() -> None:
    silent = a_probe(has_audio=False)

    check(silent, Wanted(duration_s=5, resolution="720p"))
    with pytest.raises(ResultMismatch, match="silence instead of sound"):
        check(silent, Wanted(duration_s=5, resolution="720p", sound=True))
