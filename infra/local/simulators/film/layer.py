"""One drawn layer of a film and the two expressions that move it."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw

from infra.local.simulators.film.look import Rgb

Rgba = tuple[int, int, int, int]
SMOOTH = 2
"""Layers are drawn this much larger and shrunk, which smooths their edges."""


@dataclass(frozen=True)
class Layer:
    """A picture and where its upper left corner is; `x` and `y` are ffmpeg expressions of `t`."""

    image: Image.Image
    x: str
    y: str


@dataclass(frozen=True)
class Frame:
    """The size of the film in pixels, and how long it runs."""

    width: int
    height: int
    duration_s: float

    @property
    def unit(self) -> float:
        """A hundredth of the shorter side: the measure all drawing is done in."""
        return min(self.width, self.height) / 100


def drawn(width: float, height: float, draw: Callable[[ImageDraw.ImageDraw, float], None]) -> Image.Image:
    """Let `draw` paint on a transparent sheet, with smooth edges; it is handed pen and scale."""
    sheet = Image.new("RGBA", (round(width) * SMOOTH, round(height) * SMOOTH))
    draw(ImageDraw.Draw(sheet), SMOOTH)
    return sheet.resize((round(width), round(height)), Image.Resampling.BOX)


def glow(size: int, colour: Rgb, strength: float) -> Image.Image:
    """Return a soft disc of light, fading to nothing at its edge."""
    fade = Image.radial_gradient("L").resize((size, size))
    alpha = fade.point(lambda far: round(max(0, 1 - far / 181) ** 2 * 255 * strength))
    light = Image.new("RGBA", (size, size), (*colour, 0))
    light.putalpha(alpha)
    return light
