"""Pictures that look photographed, drawn from a seed: what clips are filmed from."""

import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Size = tuple[int, int]
Rgb = tuple[int, int, int]
SKIES: tuple[tuple[Rgb, Rgb], ...] = (
    ((52, 96, 160), (226, 222, 200)),
    ((24, 22, 48), (220, 118, 74)),
    ((96, 110, 124), (190, 196, 198)),
    ((120, 170, 214), (244, 240, 232)),
)
WORDS = ("lamp", "river", "of", "amber", "quiet", "stone", "every", "north", "paper", "glass", "winter")


def landscape(size: Size, seed: int) -> Image.Image:
    """Return clouds, ranges that fade with distance, and a meadow full of detail."""
    dice = random.Random(seed)
    high, low = SKIES[seed % len(SKIES)]
    picture = _sky(size, high, low, dice)
    for depth in range(4):
        top = size[1] * (0.42 + 0.13 * depth)
        rock = _rock(size, dice, _mixed(low, (44, 62, 38), 0.2 + 0.25 * depth), depth)
        picture.paste(rock, (0, 0), _ridge(size, top, size[1] * (0.16 - 0.03 * depth), dice))
    return picture


def leaves(size: Size, seed: int, *, count: int, length: float) -> Image.Image:
    """Return a transparent layer of leaves, each with its own green, light side and vein."""
    dice = random.Random(seed)
    layer = Image.new("RGBA", size)
    pen = ImageDraw.Draw(layer)
    for _ in range(count):
        x, y, turn = dice.uniform(0, size[0]), dice.uniform(0, size[1]), dice.uniform(0, math.tau)
        long = length * dice.uniform(0.5, 1.3)
        light = dice.uniform(0.5, 1.25)
        colour = tuple(round(min(255, part * light)) for part in (64 + dice.randrange(60), 112, 42))
        for side, shade in ((1, 1.0), (-1, 0.8)):
            outline = [
                (
                    x
                    + math.cos(turn) * long * s
                    - math.sin(turn) * side * long * 0.3 * math.sin(math.pi * s),
                    y
                    + math.sin(turn) * long * s
                    + math.cos(turn) * side * long * 0.3 * math.sin(math.pi * s),
                )
                for s in (0, 0.15, 0.3, 0.5, 0.7, 0.85, 1)
            ]
            pen.polygon(outline, fill=(*(round(part * shade) for part in colour), 255))
    return layer


def titles(size: Size, seed: int) -> Image.Image:
    """Return a transparent page of lines, from large to very small."""
    dice = random.Random(seed)
    page = Image.new("RGBA", size)
    pen = ImageDraw.Draw(page)
    y = 0.0
    while y < size[1]:
        height = size[0] * dice.choice((0.009, 0.012, 0.02, 0.036))
        line = " ".join(dice.choice(WORDS) for _ in range(9)).title()
        pen.text((size[0] * 0.08, y), line, (238, 236, 228, 255), ImageFont.load_default(height))
        y += 1.5 * height
    return page


def _noise(size: Size, cell: float, dice: random.Random) -> Image.Image:
    """Return grey noise whose spots are about `cell` pixels large."""
    few = (max(2, round(size[0] / cell) + 2), max(2, round(size[1] / cell) + 2))
    return Image.frombytes("L", few, dice.randbytes(few[0] * few[1])).resize(size, Image.Resampling.BICUBIC)


def _texture(
    size: Size, coarse: float, octaves: int, dice: random.Random, *, smooth: float = 0.5
) -> Image.Image:
    """Add noise of ever larger spots, each stronger than the last: what most of nature looks like."""
    cells = [max(1.0, coarse / 2**octave) for octave in reversed(range(octaves))]
    texture = _noise(size, cells[0], dice)
    for cell in cells[1:]:
        texture = Image.blend(texture, _noise(size, cell, dice), smooth)
    return texture


def _sky(size: Size, high: Rgb, low: Rgb, dice: random.Random) -> Image.Image:
    column = Image.new("RGB", (1, 64))
    for y in range(64):
        column.putpixel((0, y), _mixed(high, low, (y / 40) ** 1.3 if y < 40 else 1.0))
    sky = column.resize(size, Image.Resampling.BICUBIC)
    clouds = _texture(size, size[0] / 5, 7, dice).point(lambda grey: max(0, min(200, (grey - 122) * 4)))
    return Image.composite(Image.new("RGB", size, (238, 236, 232)), sky, clouds)


def _rock(size: Size, dice: random.Random, colour: Rgb, depth: int) -> Image.Image:
    """Return a lit surface in `colour`: the texture's slopes are its light and shadow."""
    bumps = _texture(size, size[0] / (10 + 14 * depth), 6 + depth, dice, smooth=0.33)
    light = ImageChops.add(bumps.filter(ImageFilter.EMBOSS), bumps, 2.0).point(lambda g: min(255, g + 50))
    return ImageChops.multiply(Image.new("RGB", size, colour), Image.merge("RGB", (light, light, light)))


def _ridge(size: Size, top: float, height: float, dice: random.Random) -> Image.Image:
    """Return what lies under a skyline of several waves."""
    waves = [(dice.uniform(0.6, 1.4) * k, dice.uniform(0, math.tau), 1 / k) for k in (1, 2.7, 7, 17, 43, 97)]
    line = [
        (x, top - height * sum(a * math.sin(x / size[0] * math.tau * f + p) for f, p, a in waves))
        for x in range(0, size[0] + 2, 2)
    ]
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon([*line, (size[0], size[1]), (0, size[1])], fill=255)
    return mask


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    share = max(0.0, min(1.0, share))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
