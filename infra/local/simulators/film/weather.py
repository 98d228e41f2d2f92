"""What falls or floats in front of the scenery, and the lighthouse with its beam."""

import math

from PIL import Image, ImageDraw

from infra.local.simulators.film.layer import Frame, Layer, drawn, glow
from infra.local.simulators.film.look import Look, blend

DROPS = {"rain": 150, "snow": 110, "sparks": 46}


def weather(look: Look, frame: Frame) -> list[Layer]:
    """Return the falling layer; it holds its pattern twice and starts over without a seam."""
    if look.weather == "clear":
        return []
    dice = look.dice("weather")
    spots = [
        (dice.random() * frame.width, dice.random() * frame.height, dice.uniform(0.4, 1))
        for _ in range(DROPS[look.weather])
    ]

    def paint(pen: ImageDraw.ImageDraw, scale: float) -> None:
        for x, y, size in spots:
            _drop(pen, x * scale, y * scale, size * frame.unit * scale, look)

    once = drawn(frame.width, frame.height, paint)
    twice = Image.new("RGBA", (frame.width, frame.height * 2))
    twice.paste(once, (0, 0))
    twice.paste(once, (0, frame.height))
    speed = {"rain": 150, "snow": 14, "sparks": -9}[look.weather] * frame.unit
    fall = f"mod({speed:.1f}*t,{frame.height})"
    if speed < 0:
        fall = f"{frame.height}-mod({-speed:.1f}*t,{frame.height})"
    sway = "0" if look.weather == "rain" else f"{2 * frame.unit:.1f}*sin(t*1.3)"
    return [Layer(twice, sway, f"-{frame.height}+{fall}")]


def _drop(pen: ImageDraw.ImageDraw, x: float, y: float, size: float, look: Look) -> None:
    if look.weather == "rain":
        pen.line((x, y, x - size * 1.2, y + size * 6), fill=(220, 230, 245, 120), width=4)
        return
    colour = (255, 255, 255, 210) if look.weather == "snow" else (*look.palette.sun, 235)
    radius = size * 0.7
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def lighthouse(look: Look, frame: Frame) -> list[Layer]:
    """Return a tower on a rock, and a light in it that swings over the scene."""
    if not look.lighthouse:
        return []
    unit = frame.unit
    tower = drawn(34 * unit, 52 * unit, lambda pen, scale: _tower(pen, unit * scale, look))
    left = frame.width * look.dice("lighthouse").uniform(0.62, 0.78) - 17 * unit
    top = frame.height * 0.70 - 44 * unit
    lamp_x, lamp_y = left + 17 * unit, top + 6.5 * unit
    size = round(46 * unit)
    light = glow(size, blend(look.palette.sun, (255, 244, 200), 0.8), 1.0)
    reach = 4 * unit
    swing = f"{lamp_x - size / 2:.1f}+{reach:.1f}*sin(t*{math.tau / 2.5:.3f})"
    return [
        Layer(light, swing, f"{lamp_y - size / 2:.1f}"),
        Layer(tower, f"{left:.0f}", f"{top:.0f}"),
    ]


def _tower(pen: ImageDraw.ImageDraw, unit: float, look: Look) -> None:
    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x * unit, y * unit) for x, y in points]

    stone = blend(look.palette.near, (0, 0, 0), 0.35)
    white = blend((236, 236, 232), look.palette.sky_low, 0.25)
    red = blend((186, 52, 46), look.palette.sky_low, 0.15)
    for band in range(5):
        colour = white if band % 2 == 0 else red
        high, low = 10 + band * 6.4, 16.4 + band * 6.4
        wide, wider = 2.6 + band * 0.45, 3.05 + band * 0.45
        pen.polygon(at((17 - wide, high), (17 + wide, high), (17 + wider, low), (17 - wider, low)), colour)
    pen.rectangle(at((13.2, 9.2), (20.8, 10.2)), stone)
    pen.rectangle(at((15, 4.6), (19, 9.2)), (255, 246, 205))
    pen.polygon(at((14.2, 4.6), (17, 1.4), (19.8, 4.6)), red)
    pen.polygon(at((2, 52), (8, 43), (13, 40.5), (21, 41), (27, 44), (33, 52)), stone)
