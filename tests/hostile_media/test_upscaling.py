"""Every hostile film that may be kept, upscaled in two segments: all its frames, or it is noticed."""

from pathlib import Path

import pytest

from shared.media.errors import TranscodeFailed
from shared.media.probe import probe, survey
from shared.media.upscaling import encode, join_segments
from shared.model.footage import Footage
from shared.model.segment import SegmentPlan
from tests.hostile_media.case import OK, Canary, Case
from tests.hostile_media.corpus import corpus

SIZE = (320, 180)
CANARY = Canary(url="http://127.0.0.1:9/", file=Path("/nowhere"))
LACKING = {"key frames that are not there"}
"""Not all of its frames can be decoded: the transcoder counts them, and refuses what comes of it."""

FAILING = {"grows past the limit in its middle"}
"""ffmpeg gives up: only the first frames were decoded when it was kept."""

KEPT = [case for case in corpus(CANARY) if case.ends == OK]


def upscaled(film: Path, footage: Footage, *, sound: bool) -> Footage:
    middle = footage.shown_frames // 2
    segments: list[tuple[Path, int | None]] = []
    for first, end in ((0, middle), (middle, None)) if middle else ((0, None),):
        path = film.with_name(f"{first}.mp4")
        plan = SegmentPlan(
            footage=footage, width=SIZE[0], height=SIZE[1], quality="fast", first=first, end=end
        )
        encode(film, plan, path, watch=lambda n: None)
        segments.append((path, None if end is None else end - first))
    whole = film.with_name("whole.mp4")
    join_segments(segments, film, footage, whole, sound=sound)
    return survey(whole, container="mp4").footage


@pytest.mark.parametrize("case", KEPT, ids=lambda case: case.name)
def test_f81_to_f85_what_was_kept_is_upscaled_with_all_the_frames_it_has(tmp_path: Path, case: Case) -> None:
    film = tmp_path / "film"
    film.write_bytes(case.content)
    measured = probe(film)
    footage = survey(film, container=measured.container).footage

    if case.name in FAILING:
        with pytest.raises(TranscodeFailed):
            upscaled(film, footage, sound=measured.has_audio)
        return
    made = upscaled(film, footage, sound=measured.has_audio)

    assert made.even
    assert (made.width, made.height) == SIZE
    slack = 1 if footage.even else max(1, 0.02 * footage.shown_frames)
    whole = abs(made.frames - footage.shown_frames) <= slack
    assert whole != (case.name in LACKING)
