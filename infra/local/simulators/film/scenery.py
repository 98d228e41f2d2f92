"""The drawn worlds: sky, mountains, sea, city, orbs."""

import math
import random

from PIL import Image, ImageDraw

from infra.local.simulators.film.layer import Frame, Layer, Rgba, drawn, glow
from infra.local.simulators.film.look import Look, Rgb, blend

DEPTHS = 3
Points = list[tuple[float, float]]


def sky(look: Look, frame: Frame) -> Image.Image:
    """Return the still background: two colours and, low or high, the sun or the moon."""
    palette, dice = look.palette, look.dice("sky")
    column = Image.new("RGB", (1, 64))
    for y in range(64):
        column.putpixel((0, y), blend(palette.sky_top, palette.sky_low, (y / 63) ** 1.2))
    canvas = column.resize((frame.width, frame.height), Image.Resampling.BICUBIC)
    if look.mood == "night":
        _sow_stars(canvas, frame, dice)
    if look.scene != "orbs":
        _hang_sun(canvas, look, frame, dice)
    return canvas


def scenery(look: Look, frame: Frame) -> list[Layer]:
    """Return the moving layers of the look's scene, far to near."""
    if look.scene == "orbs":
        return _orbs(look, frame)
    layers = []
    for depth in range(DEPTHS):
        colour = blend(look.palette.far, look.palette.near, depth / (DEPTHS - 1))
        layers.append(_strip(look, frame, depth, colour))
    return layers


def _sow_stars(canvas: Image.Image, frame: Frame, dice: random.Random) -> None:
    pen = ImageDraw.Draw(canvas)
    for _ in range(90):
        x, y = dice.random() * frame.width, dice.random() ** 1.4 * frame.height * 0.8
        size = dice.uniform(0.08, 0.3) * frame.unit
        pen.ellipse((x - size, y - size, x + size, y + size), fill=(235, 238, 255))


def _hang_sun(canvas: Image.Image, look: Look, frame: Frame, dice: random.Random) -> None:
    high = look.mood in ("day", "night")
    x = dice.uniform(0.2, 0.8) * frame.width
    y = (dice.uniform(0.16, 0.34) if high else dice.uniform(0.42, 0.55)) * frame.height
    radius = round(dice.uniform(6, 11) * frame.unit)
    halo = glow(radius * 9, look.palette.sun, 0.45 if look.mood == "storm" else 0.75)
    canvas.paste(halo, (round(x - radius * 4.5), round(y - radius * 4.5)), halo)
    if look.mood != "storm":
        disc = drawn(
            radius * 2,
            radius * 2,
            lambda pen, s: pen.ellipse((0, 0, radius * 2 * s, radius * 2 * s), look.palette.sun),
        )
        canvas.paste(disc, (round(x - radius), round(y - radius)), disc)


def _strip(look: Look, frame: Frame, depth: int, colour: Rgb) -> Layer:
    """Draw one depth of a landscape, wider than the frame, and let it glide."""
    dice = look.dice(f"strip {depth}")
    margin = round((5 + 9 * depth) * frame.unit)
    width = frame.width + 2 * margin
    top = frame.height * (0.46 + 0.15 * depth)
    height = round(frame.height - top + 6 * frame.unit)
    outline = {"mountains": _ridge, "sea": _waves, "city": _roofs}[look.scene]
    points = outline(width, height, frame.unit, dice)

    def paint(pen: ImageDraw.ImageDraw, scale: float) -> None:
        pen.polygon([(x * scale, y * scale) for x, y in points], fill=(*colour, 255))
        if look.scene == "city":
            _light_windows(pen, scale, points, look, frame.unit, dice)

    image = drawn(width, height, paint)
    _haze(image, look.palette.sky_low, 0.34 - 0.12 * depth)
    way = 1 if look.digest % 2 else -1
    if look.scene == "sea":
        way = way if depth % 2 else -way
        swing = f"{margin * 0.9:.1f}*sin({way}*t*{0.9 + 0.25 * depth:.2f}+{depth})"
        bob = f"{1.1 * frame.unit:.1f}*sin(t*{1.5 + 0.2 * depth:.2f}+{depth * 2})"
        return Layer(image, f"-{margin}+{swing}", f"{top:.0f}+{bob}")
    glide = f"{way}*{margin}*(2*t/{frame.duration_s:g}-1)"
    return Layer(image, f"-{margin}+{glide}", f"{top:.0f}")


def _ridge(width: int, height: int, unit: float, dice: random.Random) -> Points:
    """Sum a few sines of chance length and phase: hills, or peaks where `sharp`."""
    sharp = dice.random() < 0.5
    waves = [(dice.uniform(0.5, 1.4) * k, dice.uniform(0, math.tau), 0.5 / k) for k in (1, 2.3, 5.1)]
    step = max(2, round(unit))
    line: Points = []
    for x in range(0, width + step, step):
        lift = sum(a * math.sin(x / unit / 26 * f + p) for f, p, a in waves)
        if sharp:
            lift = 1 - 2 * abs(lift)
        line.append((x, height * 0.24 * (1 - lift)))
    return [*line, (width, height), (0, height)]


def _waves(width: int, height: int, unit: float, dice: random.Random) -> Points:
    length, phase = dice.uniform(9, 14) * unit, dice.uniform(0, math.tau)
    step = max(2, round(unit / 2))
    line: Points = [
        (x, 2.6 * unit * (1 + abs(math.sin(x / length + phase)) - 1) + unit)
        for x in range(0, width + step, step)
    ]
    return [*line, (width, height), (0, height)]


def _roofs(width: int, height: int, unit: float, dice: random.Random) -> Points:
    line: Points = []
    x = 0.0
    while x < width:
        house = dice.uniform(7, 15) * unit
        roof = dice.uniform(0, 0.5) * height
        line += [(x, roof), (x + house, roof)]
        x += house
    return [*line, (x, height), (0, height)]


def _light_windows(
    pen: ImageDraw.ImageDraw,
    scale: float,
    points: Points,
    look: Look,
    unit: float,
    dice: random.Random,
) -> None:
    lit: Rgba = (*blend(look.palette.sun, (255, 226, 150), 0.6), 255)
    for (left, roof), (right, _) in zip(points[0:-2:2], points[1:-2:2], strict=True):
        columns = int((right - left) / (2.4 * unit))
        for n in range(columns * 14):
            x = left + (n % columns + 0.35) * 2.4 * unit
            y = roof + (n // columns + 0.6) * 2.9 * unit
            if dice.random() < (0.5 if look.mood != "day" else 0.15):
                box = (x, y, x + 1.3 * unit, y + 1.6 * unit)
                pen.rectangle([side * scale for side in box], fill=lit)


def _haze(image: Image.Image, colour: Rgb, strength: float) -> None:
    """Let the foot of a layer sink into mist, so that the next one stands out."""
    mist = Image.new("RGBA", image.size, (*colour, 255))
    fade = Image.linear_gradient("L").resize(image.size)
    veil = fade.point(lambda low: round(low * max(0.0, strength)))
    tinted = Image.composite(mist, image, veil)
    tinted.putalpha(image.getchannel("A"))
    image.paste(tinted)


def _orbs(look: Look, frame: Frame) -> list[Layer]:
    """Let soft lights of the palette's colours drift along slow ellipses."""
    dice, layers = look.dice("orbs"), []
    colours = (look.palette.accent, look.palette.sun, look.palette.far, look.palette.sky_low)
    for number in range(7):
        size = round(dice.uniform(28, 78) * frame.unit)
        image = glow(size, blend(colours[number % 4], (255, 255, 255), 0.25), 0.95)
        x, y = dice.uniform(0, 1) * frame.width, dice.uniform(0, 1) * frame.height
        reach, pace = dice.uniform(10, 26) * frame.unit, dice.uniform(0.5, 1.3)
        phase = dice.uniform(0, math.tau)
        layers.append(
            Layer(
                image,
                f"{x - size / 2:.1f}+{reach:.1f}*cos(t*{pace:.2f}+{phase:.2f})",
                f"{y - size / 2:.1f}+{reach:.1f}*sin(t*{pace * 1.1:.2f}+{phase:.2f})",
            )
        )
    return layers
