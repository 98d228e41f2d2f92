"""A picture we made of an image that a person sent, and what we take. Needs no imaging library."""

from dataclasses import dataclass

SIZE_MAX_BYTES = 20_000_000
PIXELS_MAX = 40_000_000
CONTENT_TYPES = ("image/jpeg", "image/png", "image/webp")
UNREADABLE = "The file is not an image we can read. Send a whole JPEG, PNG or WebP image."


@dataclass(frozen=True)
class CleanImage:
    """The picture as it was written: upright, without metadata."""

    width: int
    height: int
    content_type: str
    size_bytes: int
