"""Small good files with a few bytes changed: each is told by a seed and its number alone."""

import random
import struct
from collections.abc import Sequence
from functools import cache
from io import BytesIO

from PIL import Image

from tests.fakes.films import a_film
from tests.hostile.reels import PLAIN, SIZE

CHANGES_MAX = 8
EDGES = (0, 1, 7, 8, 255, 2**15, 2**16 - 1, 2**24, 2**31 - 1, 2**31, 2**32 - 1)
"""Numbers that counts, sizes and places are likely to break at."""

IMAGE_EVERY = 3
"""One in so many files is an image."""


def is_image(number: int) -> bool:
    """Return whether this mutation is of an image; the others are of films."""
    return number % IMAGE_EVERY == 0


def mutation(seed: int, number: int) -> bytes:
    """Return the file that a seed and a number stand for."""
    dice = random.Random(f"{seed}:{number}")
    content = bytearray(dice.choice(_images() if is_image(number) else _films()))
    for _ in range(dice.randint(1, CHANGES_MAX)):
        dice.choice((_byte, _byte, _edge, _cut_out, _repeat, _shorten))(content, dice)
    return bytes(content)


@cache
def _films() -> Sequence[bytes]:
    fragments = ("-movflags", "+frag_keyframe+empty_moov", "-g", "5")
    return [
        a_film(SIZE, sound=False, source=PLAIN).read_bytes(),
        a_film(SIZE, sound=True, source=PLAIN, container="mov").read_bytes(),
        a_film(SIZE, sound=False, source=PLAIN, more=fragments).read_bytes(),
        a_film(SIZE, sound=True, source=PLAIN, container="webm").read_bytes(),
    ]


@cache
def _images() -> Sequence[bytes]:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "a lighthouse"
    picture = Image.effect_noise((48, 32), 60)
    return [
        _saved(picture.convert("RGB"), "JPEG", exif=exif),
        _saved(picture.convert("RGB"), "JPEG", progressive=True),
        _saved(picture.convert("RGB"), "PNG", exif=exif),
        _saved(picture.convert("P"), "PNG"),
        _saved(picture.convert("RGBA"), "WEBP", lossless=True),
    ]


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    content = BytesIO()
    picture.save(content, form, **options)
    return content.getvalue()


def _place(content: bytearray, dice: random.Random, length: int = 1) -> int:
    """Choose where to change something: at the beginning or the end, where indexes are, or anywhere."""
    last = max(0, len(content) - length)
    near = min(last, 1500)
    return dice.choice((dice.randint(0, near), last - dice.randint(0, near), dice.randint(0, last)))


def _byte(content: bytearray, dice: random.Random) -> None:
    if content:
        content[_place(content, dice)] = dice.randrange(256)


def _edge(content: bytearray, dice: random.Random) -> None:
    if len(content) >= 4:
        struct.pack_into(">I", content, _place(content, dice, 4), dice.choice(EDGES))


def _cut_out(content: bytearray, dice: random.Random) -> None:
    start = _place(content, dice)
    del content[start : start + dice.randint(1, 64)]


def _repeat(content: bytearray, dice: random.Random) -> None:
    start = _place(content, dice)
    content[start:start] = content[start : start + dice.randint(1, 64)] * dice.randint(1, 20)


def _shorten(content: bytearray, dice: random.Random) -> None:
    if dice.random() < 0.1:  # what is cut ends early, and tests little
        del content[_place(content, dice) :]
