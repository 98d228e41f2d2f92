"""Pictures as people send them, and as they never should."""

import struct
import zlib
from io import BytesIO

from PIL import Image

RED, BLUE = (200, 30, 30), (30, 30, 200)


def an_image(form: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options) -> bytes:
    """Return a picture: left half red, right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    content = BytesIO()
    image.convert(mode).save(content, form, **options)
    return content.getvalue()


def a_layered_jpeg(times: int) -> bytes:
    """Return a JPEG that goes over its pixels this often."""
    whole = an_image(size=(640, 480), progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * times + whole[-2:]


def a_palette_without_colours() -> bytes:
    """Return a PNG whose palette is not there: Pillow 13 asserts that it is."""
    return _png(8, 8, colour=3, pixels=bytes(72))


def a_png_that_claims(width: int, height: int) -> bytes:
    """Return a PNG of this size, with none of its pixels."""
    return _png(width, height, colour=2, pixels=b"")


def _png(width: int, height: int, *, colour: int, pixels: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
