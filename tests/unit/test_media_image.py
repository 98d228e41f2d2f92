"""An image is cleaned in a process of its own: what it is told, and when it is given up."""

from pathlib import Path

import pytest

from shared.errors import InvalidRequest
from shared.media import image
from shared.media.confined import Limits
from shared.media.image import clean_image
from shared.media.picture import SIZE_MAX_BYTES, CleanImage
from tests.unit.images import a_layered_jpeg, a_palette_without_colours, an_image


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (an_image() + bytes(SIZE_MAX_BYTES), "20 MB"),
        (b"hello", "JPEG, PNG or WebP"),
        (a_palette_without_colours(), "JPEG, PNG or WebP"),
        (a_layered_jpeg(5000), "too many layers"),
    ],
    ids=["too large", "no image", "crashes Pillow", "5,000 layers"],
)
def test_f81_what_is_refused_in_the_process_of_its_own_is_told_why(
    tmp_path: Path, content: bytes, words: str
) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(content)

    with pytest.raises(InvalidRequest) as error:
        clean_image(source, target)
    assert words in error.value.detail
    assert not target.exists()


def test_an_image_is_encoded_anew_in_a_process_of_its_own(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(an_image("PNG"))

    made = clean_image(source, target)
    assert made == CleanImage(40, 20, "image/jpeg", target.stat().st_size)


def test_f81_an_image_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "_LIMITS", Limits(timeout_s=0.01))
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(an_image())

    with pytest.raises(InvalidRequest, match="too long"):
        clean_image(source, target)
    assert not target.exists()
