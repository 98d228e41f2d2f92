"""An image is encoded anew: its pixels come through, upright and not too many, and nothing else does."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from shared.errors import InvalidRequest
from shared.media.picture import CleanImage
from shared.media.reencoding import SIDE_MAX_PX, reencode
from tests.unit.images import BLUE, RED, a_png_that_claims, an_image

ORIENTATION, GPS = 0x0112, 0x8825


def cleaned(folder: Path, content: bytes) -> tuple[CleanImage, Image.Image, bytes]:
    source, target = folder / "source", folder / "target"
    source.write_bytes(content)
    made = reencode(source, target)
    picture = Image.open(BytesIO(target.read_bytes()))
    picture.load()
    return made, picture, target.read_bytes()


def refused(folder: Path, content: bytes) -> str:
    source, target = folder / "source", folder / "target"
    source.write_bytes(content)
    with pytest.raises(InvalidRequest) as error:
        reencode(source, target)
    assert not target.exists()
    return error.value.detail


def close(seen: object, wanted: tuple[int, ...], slack: int = 12) -> bool:
    assert isinstance(seen, tuple)
    return all(abs(a - b) <= slack for a, b in zip(seen, wanted, strict=False))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_an_opaque_image_becomes_a_jpeg(tmp_path: Path, form: str) -> None:
    made, picture, content = cleaned(tmp_path, an_image(form))

    assert made == CleanImage(40, 20, "image/jpeg", len(content))
    assert (picture.format, picture.size) == ("JPEG", (40, 20))
    assert close(picture.getpixel((5, 10)), RED)
    assert close(picture.getpixel((35, 10)), BLUE)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_transparent_image_becomes_a_png(tmp_path: Path, form: str) -> None:
    content = BytesIO()
    Image.new("RGBA", (8, 8), (0, 200, 0, 100)).save(content, form, lossless=True)
    made, picture, _ = cleaned(tmp_path, content.getvalue())

    assert (made.content_type, picture.mode) == ("image/png", "RGBA")
    assert close(picture.getpixel((1, 1)), (0, 200, 0, 100), 3)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_of_png_is_taken(tmp_path: Path, mode: str) -> None:
    content = BytesIO()
    Image.new(mode, (8, 8)).save(content, "PNG")

    assert cleaned(tmp_path, content.getvalue())[1].mode in {"RGB", "RGBA"}


def test_a_jpeg_in_cmyk_becomes_rgb(tmp_path: Path) -> None:
    assert cleaned(tmp_path, an_image(mode="CMYK"))[1].mode == "RGB"


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (40, 20)), (3, (40, 20)), (6, (20, 40)), (8, (20, 40))]
)
def test_a_picture_stands_as_the_camera_meant_it(
    tmp_path: Path, orientation: int, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    made, picture, _ = cleaned(tmp_path, an_image(exif=exif))

    assert (made.width, made.height) == picture.size == size
    first = {1: RED, 3: BLUE, 6: RED, 8: BLUE}[orientation]
    assert close(picture.getpixel((2, 2)), first, 20)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_the_metadata_is_left(tmp_path: Path, form: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET-DESCRIPTION"
    exif.get_ifd(GPS)[1] = "SECRET-NORTH"
    words: dict = {"exif": exif}
    if form == "PNG":
        words["pnginfo"] = PngImagePlugin.PngInfo()
        words["pnginfo"].add_text("Author", "SECRET-AUTHOR")
        words["pnginfo"].add_itxt("XML:com.adobe.xmp", "<x>SECRET-XMP</x>")
    else:
        words["xmp"] = b"<x>SECRET-XMP</x>"
    if form == "JPEG":
        words["comment"] = b"SECRET-COMMENT"
    source = an_image(form, **words)
    assert b"SECRET" in source
    _, picture, content = cleaned(tmp_path, source)

    assert b"SECRET" not in content
    assert not picture.getexif()
    assert {"exif", "xmp", "comment", "icc_profile", "Author"}.isdisjoint(picture.info)


def test_a_colour_profile_is_applied_and_gone(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    _, picture, content = cleaned(tmp_path, an_image("PNG", icc_profile=lab))

    assert "icc_profile" not in picture.info
    assert b"ICC_PROFILE" not in content
    assert close(picture.getpixel((5, 10)), RED)


def test_a_broken_colour_profile_is_dropped(tmp_path: Path) -> None:
    assert close(cleaned(tmp_path, an_image("PNG", icc_profile=b"broken"))[1].getpixel((5, 10)), RED)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_taken(tmp_path: Path, form: str) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, BLUE)]
    content = BytesIO()
    frames[0].save(content, form, save_all=True, append_images=frames[1:], duration=100)
    _, picture, _ = cleaned(tmp_path, content.getvalue())

    assert getattr(picture, "n_frames", 1) == 1
    assert close(picture.getpixel((4, 4)), RED)


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04archive", b"<?php system(1);"])
def test_of_a_file_that_is_also_something_else_only_the_pixels_come_through(
    tmp_path: Path, tail: bytes
) -> None:
    assert tail not in cleaned(tmp_path, an_image() + tail)[2]


def test_a_very_large_picture_is_shrunk(tmp_path: Path) -> None:
    made, picture, _ = cleaned(tmp_path, an_image("PNG", size=(6000, 300)))

    assert (made.width, made.height) == picture.size == (SIDE_MAX_PX, 205)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><img src=x>",
        an_image("GIF"),
        an_image("BMP"),
        an_image("TIFF"),
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200),
        b"GIF89a" + an_image(),
        b"%!PS-Adobe-3.0 EPSF-3.0\n" + an_image(),
        b"\xff\xd8\xff\xe0",
        b"RIFF\x24\0\0\0WEBPVP8 ",
    ],
    ids=lambda content: content[:8].hex(),
)
def test_anything_else_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    assert "JPEG, PNG or WebP" in refused(tmp_path, content)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_truncated_image_is_refused(tmp_path: Path, form: str, share: float) -> None:
    noise = BytesIO()
    Image.effect_noise((64, 64), 80).convert("RGB").save(noise, form)
    content = noise.getvalue()

    assert "whole" in refused(tmp_path, content[: int(len(content) * share)])


@pytest.mark.parametrize("size", [(6400, 6400), (50_000, 50_000), (1, 2_000_000_000)])
def test_f81_an_image_of_too_many_pixels_is_refused_before_it_is_unpacked(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    assert "40 megapixels" in refused(tmp_path, a_png_that_claims(*size))


def test_an_ordinary_progressive_jpeg_has_few_layers(tmp_path: Path) -> None:
    assert cleaned(tmp_path, an_image(progressive=True))[0].width == 40
