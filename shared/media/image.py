"""Make a harmless picture of an image that a person sent: upright, without metadata, coded anew by us.

Coding anew is what makes it harmless: of a file that is also something else (a page, an archive), only the
pixels come through. The declared type is a claim and plays no part.
"""

import threading
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from shared.errors import InvalidRequest
from shared.media.picture import PIXELS_MAX, SIZE_MAX_BYTES, CleanImage

SIDE_MAX_PX = 4096
"""Larger pictures are shrunk: no model draws more, and providers refuse large files."""

JPEG_QUALITY = 92
PNG_LEVEL = 3
"""zlib's level: a third of the time of the usual 6, for files a few percent larger."""

_ONE_AT_A_TIME = threading.Lock()
"""Decoding 40 megapixels takes 0.3 GB (JPEG) to 0.8 GB (WebP with transparency); two would not fit."""

_FORMATS = ("JPEG", "PNG", "WEBP")
_SRGB = ImageCms.createProfile("sRGB")


def clean_image(path: Path, target: Path) -> CleanImage:
    """Write what `path` shows to `target`: JPEG, or PNG when parts of it are transparent.

    Raises:
        InvalidRequest: it is not a whole JPEG, PNG or WebP image within the limits.
    """
    if path.stat().st_size > SIZE_MAX_BYTES:
        raise InvalidRequest(
            f"The image is larger than {SIZE_MAX_BYTES // 1_000_000} MB. Send a smaller one."
        )
    try:
        with _ONE_AT_A_TIME:
            picture = _upright(path)
    except InvalidRequest:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    # Pillow's decoders raise all of these at broken files.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError) as error:
        raise InvalidRequest(
            "The file is not an image we can read. Send a whole JPEG, PNG or WebP image."
        ) from error
    return _write(picture, target)


def _upright(path: Path) -> Image.Image:
    """Return the first frame: decoded, turned as the camera meant it, in sRGB."""
    with Image.open(path, formats=_FORMATS) as image:
        if image.width * image.height > PIXELS_MAX:
            raise _too_many_pixels()
        image.draft(None, (SIDE_MAX_PX, SIDE_MAX_PX))  # lets the JPEG decoder shrink what is far too large
        image.load()
        # Shrunk first, so that everything after it is cheap.
        image.thumbnail((SIDE_MAX_PX, SIDE_MAX_PX))
        ImageOps.exif_transpose(image, in_place=True)
        return _in_srgb(image)


def _in_srgb(image: Image.Image) -> Image.Image:
    """Convert to sRGB; a broken or unknown profile is dropped, as most viewers do."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode) or image
    return image.convert(mode)


def _write(picture: Image.Image, target: Path) -> CleanImage:
    """Write pixels alone: a fresh image has no metadata that could come along."""
    opaque = picture.mode == "RGB" or picture.getchannel("A").getextrema()[0] == 255
    picture = picture.convert("RGB") if opaque else picture
    picture.info = {}
    if opaque:
        picture.save(target, "JPEG", quality=JPEG_QUALITY, exif=b"", icc_profile=None)
    else:
        picture.save(target, "PNG", compress_level=PNG_LEVEL, exif=b"", icc_profile=None)
    return CleanImage(
        width=picture.width,
        height=picture.height,
        content_type="image/jpeg" if opaque else "image/png",
        size_bytes=target.stat().st_size,
    )


def _too_many_pixels() -> InvalidRequest:
    return InvalidRequest(
        f"The image has more than {PIXELS_MAX // 1_000_000} megapixels. Send a smaller one."
    )
