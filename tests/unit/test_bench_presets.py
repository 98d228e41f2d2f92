"""The pieces of `make bench NAMES="presets"`, on films small enough for every run."""

import pytest

from tests.bench.clips import film
from tests.bench.likeness import compared
from tests.bench.preset_study import rows, setting, study
from tests.bench.preset_table import compare
from tests.bench.presets import make
from tests.bench.upscaling import CHOSEN, CUSTOMARY, Setting, counted

SMALL = (256, 144)
COARSE = Setting("ultrafast", 40)
FINE = Setting("ultrafast", 10)


@pytest.fixture(scope="module")
def footage(tmp_path_factory):
    return film("leaves", tmp_path_factory.mktemp("clips"), height_px=72, size=SMALL, seconds=1)


def test_a_finer_setting_is_liker_and_larger(footage):
    coarse, fine = (make(footage, one, SMALL) for one in (COARSE, FINE))
    assert fine.like.psnr > coarse.like.psnr + 5
    assert fine.like.ssim > coarse.like.ssim
    assert fine.like.vmaf > coarse.like.vmaf
    assert fine.like.original_psnr < fine.like.psnr, "what the source has lost no encoder brings back"
    assert fine.size_bytes > 2 * coarse.size_bytes
    assert fine.spent.cpu_s > 0
    assert fine.spent.rss_mb > 10


def test_a_clip_replays_exactly_from_its_seed(footage, tmp_path):
    again = film("leaves", tmp_path, height_px=72, size=SMALL, seconds=1)
    other = film("leaves", tmp_path, height_px=72, size=SMALL, seconds=1, seed=1)
    assert again.source.read_bytes() == footage.source.read_bytes()
    assert again.original.read_bytes() == footage.original.read_bytes() != other.original.read_bytes()


def test_a_study_goes_on_where_it_stopped(footage, tmp_path):
    file = tmp_path / "rows"
    for one in (COARSE, FINE, COARSE):
        study(footage, one, file, size=SMALL, height_px=72)
    assert [row["setting"] for row in rows(file)] == ["ultrafast/40", "ultrafast/10"]
    better = compare(rows(file), FINE.name, COARSE.name)
    worse = compare(rows(file), COARSE.name, FINE.name)
    assert better is not None
    assert worse is not None
    assert (better.reaches, better.holds, worse.reaches, worse.holds) == (True, 1, False, 0)


def test_a_film_that_cannot_be_compared_is_no_figure(footage, tmp_path):
    (tmp_path / "film.mp4").write_bytes(b"no film")
    with pytest.raises(RuntimeError, match="exited"):
        compared(tmp_path / "film.mp4", footage, size=SMALL)


def test_a_program_that_fails_is_no_figure():
    with pytest.raises(RuntimeError, match="exited 3"):
        counted(["/bin/sh", "-c", "exit 3"])


def test_a_setting_is_told_as_it_is_written():
    told = setting("veryfast/17.5,x264=aq-mode=2:ref=2,threads=4,tune=film")
    assert told == Setting("veryfast", 17.5, more="aq-mode=2:ref=2", threads=4, tune="film")
    assert set(CHOSEN) == set(CUSTOMARY)
