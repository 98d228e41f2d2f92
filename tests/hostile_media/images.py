"""Images that people could send: good ones, and everything an image can be an attack with."""

import random
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageCms, PngImagePlugin

from tests.fakes.films import a_box
from tests.hostile_media.case import OK, Case
from tests.hostile_media.posers import HTML
from tests.hostile_media.reencoding import REFUSED

PNG = b"\x89PNG\r\n\x1a\n"


def images() -> Iterator[Case]:
    """Yield every image; `ends` is `ok` or `refused`."""
    yield from _good()
    yield from _no_images()
    yield from _giants()
    yield from _bombs()
    yield from _broken()


def _good() -> Iterator[Case]:
    for form in ("JPEG", "PNG", "WEBP"):
        yield Case(f"good: {form.lower()}", _saved(form), OK)
    yield Case("good: progressive", _saved("JPEG", progressive=True), OK)
    yield Case("good: 40 megapixels", _saved("PNG", size=(8000, 5000)), OK)
    frames = [_picture((64, 36)) for _ in range(3)]
    yield Case("good: an animated png", _saved("PNG", save_all=True, append_images=frames), OK)
    yield Case("good: an animated webp", _saved("WEBP", save_all=True, append_images=frames), OK)
    yield Case("good: a page behind it", _saved("JPEG") + HTML, OK)
    yield Case("good: a zip behind it", _saved("PNG") + b"PK\x05\x06" + bytes(18), OK)
    yield Case("good: a page within it", _saved("JPEG", comment=HTML), OK)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield Case("good: a profile that lies", _saved("JPEG", icc_profile=_scrambled(profile)), OK)


def _no_images() -> Iterator[Case]:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    contents = {
        "nothing": b"",
        "one byte": b"\xff",
        "html": HTML,
        "svg": svg,
        "svg that begins like a png": PNG + svg,
        "mvg": b"push graphic-context\nimage over 0,0 0,0 'url(http://127.0.0.1/x)'\npop graphic-context\n",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
        "pdf": b"%PDF-1.7\n%%EOF\n",
        "heic": a_box(b"ftyp", b"heic\0\0\0\0mif1heic") + bytes(200),
        "avif": _saved("AVIF"),
        "jpeg 2000": _saved("JPEG2000"),
        "icon": b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0" + bytes(100),
    }
    contents |= {form.lower(): _saved(form) for form in ("GIF", "BMP", "TIFF", "PPM", "TGA")}
    for name, content in contents.items():
        yield Case(name, content, REFUSED)


def _giants() -> Iterator[Case]:
    for width, height in (
        (65_535, 65_535),
        (50_000, 50_000),
        (2**31 - 1, 1),
        (1, 2**31 - 1),
        (0, 0),
        (6325, 6325),
    ):
        yield Case(f"png of {width}x{height}", _png(width, height), REFUSED)
    for width, height in ((65_535, 65_535), (0, 0), (65_500, 700)):
        yield Case(f"jpeg of {width}x{height}", _resized_jpeg(width, height), REFUSED)
    yield Case("webp of 16383x16383", _resized_webp(16_383, 16_383), REFUSED)


def _bombs() -> Iterator[Case]:
    yield Case("jpeg of 100,000 layers", _layered(100_000), REFUSED)
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "x" * 900_000, zip=True)
    yield Case("png with a text that grows", _saved("PNG", pnginfo=text), OK)
    grows = zlib.compress(bytes(50_000_000), 9)
    yield Case("png with a text that grows to 50 MB", _with_chunk(b"zTXt", b"Comment\0\0" + grows), REFUSED)
    yield Case("png with 200 such texts", _with_chunk(b"zTXt", b"Comment\0\0" + grows, times=200), REFUSED)
    yield Case("png with a profile that grows", _with_chunk(b"iCCP", b"icc\0\0" + grows), REFUSED)
    yield Case("png with more pixels than it says", _png(8, 8, pixels=bytes(50_000_000)), OK)
    yield Case("png of 100,000 empty chunks", _with_chunk(b"teSt", b"", times=100_000), OK)
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", 65_535)
    entry = struct.pack(">HHII", 0x8769, 4, 1, 8)
    yield Case("exif that leads to itself", _saved("JPEG", exif=exif + entry * 5000), OK)
    yield Case(
        "exif of 2^32 values", _saved("JPEG", exif=exif[:14] + b"\0\1" + b"\1\x12\0\5" + b"\xff" * 8), OK
    )


def _broken() -> Iterator[Case]:
    for form in ("JPEG", "PNG", "WEBP"):
        content = _saved(form, noisy=True)
        for share in (0.1, 0.5, 0.9):
            yield Case(f"{form.lower()} cut at {share}", content[: int(len(content) * share)], REFUSED)
    yield Case("png without its palette", _png(8, 8, colour=3), REFUSED)
    yield Case("png of a kind that is not there", _png(8, 8, colour=5), REFUSED)
    yield Case("png whose pixels are noise", _with_noise(), REFUSED)


def _picture(size: tuple[int, int], mode: str = "RGB", *, noisy: bool = False) -> Image.Image:
    return Image.effect_noise(size, 60).convert(mode) if noisy else Image.new(mode, size)


def _saved(
    form: str, *, size: tuple[int, int] = (64, 36), mode: str = "RGB", noisy: bool = False, **options: object
) -> bytes:
    content = BytesIO()
    _picture(size, mode, noisy=noisy).save(content, form, **options)
    return content.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def _png(width: int, height: int, *, colour: int = 2, pixels: bytes = bytes(200)) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return PNG + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(pixels, 9)) + _chunk(b"IEND", b"")


def _with_chunk(kind: bytes, content: bytes, *, times: int = 1) -> bytes:
    whole = _saved("PNG")
    return whole[:33] + _chunk(kind, content) * times + whole[33:]


def _with_noise() -> bytes:
    header = struct.pack(">IIBBBBB", 64, 36, 8, 2, 0, 0, 0)
    noise = random.Random(4).randbytes(5000)
    return PNG + _chunk(b"IHDR", header) + _chunk(b"IDAT", noise) + _chunk(b"IEND", b"")


def _resized_jpeg(width: int, height: int) -> bytes:
    content = bytearray(_saved("JPEG"))
    struct.pack_into(">HH", content, content.index(b"\xff\xc0") + 5, height, width)
    return bytes(content)


def _resized_webp(width: int, height: int) -> bytes:
    content = bytearray(_saved("WEBP", noisy=True))
    struct.pack_into("<HH", content, content.index(b"\x9d\x01\x2a") + 3, width, height)
    return bytes(content)


def _layered(times: int) -> bytes:
    whole = _saved("JPEG", size=(640, 480), progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * times + whole[-2:]


def _scrambled(profile: bytes) -> bytes:
    dice, content = random.Random(5), bytearray(profile)
    for at in range(128, len(content)):
        content[at] = dice.randrange(256)
    return bytes(content)
