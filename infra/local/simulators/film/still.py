"""Images that customers hand in: opened with care, cut to the shape of the film."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

PIXELS_MAX = 50_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class ImageError(ValueError):
    """The bytes are not an image the simulator takes."""


def open_image(content: bytes) -> Image.Image:
    """Decode `content`, upright and without transparency.

    Raises:
        ImageError: not PNG, JPEG or WebP, damaged, or too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=FORMATS)
            small = image.width * image.height <= PIXELS_MAX
            upright = ImageOps.exif_transpose(image).convert("RGB") if small else None
    except UNREADABLE as error:
        raise ImageError("the image could not be read") from error
    if upright is None:
        raise ImageError(f"the image has more than {PIXELS_MAX} pixels")
    return upright


def covering(image: Image.Image, width: int, height: int) -> Image.Image:
    """Cut and scale `image` so that it fills `width` x `height` pixels."""
    return ImageOps.fit(image, (width, height), Image.Resampling.BICUBIC)
