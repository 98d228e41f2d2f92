"""Encode one image anew: the program that `image` runs in a process of its own.

It reads the file named first on its command line, writes the one named second, and prints one JSON object:
what it made, or `{"refused": why}`. It may crash or be killed; that, too, is an answer about the file.
"""

import json
import sys
from contextlib import suppress
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from shared.errors import InvalidRequest
from shared.media.picture import PIXELS_MAX, UNREADABLE, CleanImage

SIDE_MAX_PX = 4096
"""Larger pictures are shrunk: no model makes more, and providers refuse large files."""

JPEG_QUALITY = 92
PNG_LEVEL = 3
"""zlib's level: a third of the time of the usual 6, for files a few percent larger."""

SCANS_MAX = 100
"""How often a JPEG may go over its pixels; cameras and editors do it 1 to 12 times, a bomb 100,000 times."""

_FORMATS = ("JPEG", "PNG", "WEBP")
_SRGB = ImageCms.createProfile("sRGB")


def reencode(path: Path, target: Path) -> CleanImage:
    """Write what `path` shows to `target`: JPEG, or PNG when parts of it are transparent.

    Raises:
        InvalidRequest: it is not a whole JPEG, PNG or WebP image within the limits.
    """
    if _is_jpeg(path) and path.read_bytes().count(b"\xff\xda") > SCANS_MAX:
        raise InvalidRequest("The image has too many layers. Save it again and send that.")
    try:
        picture = _upright(path)
    except InvalidRequest:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    # Pillow's decoders raise all of these at broken files; whatever else they raise ends the process.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError) as error:
        raise InvalidRequest(UNREADABLE) from error
    return _write(picture, target)


def _is_jpeg(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\xff\xd8"


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


def main(path: str, target: str) -> dict[str, object]:
    """Return what was made, or why nothing was."""
    try:
        return asdict(reencode(Path(path), Path(target)))
    except InvalidRequest as refusal:
        return {"refused": refusal.detail}


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:3]), sys.stdout)
