"""What a prompt looks like: the same words always give the same look."""

import colorsys
import hashlib
import random
import re
from dataclasses import dataclass
from typing import Literal, TypeVar

T = TypeVar("T")
Rgb = tuple[int, int, int]
SceneName = Literal["mountains", "sea", "city", "orbs"]
Weather = Literal["clear", "rain", "snow", "sparks"]
Mood = Literal["day", "dusk", "night", "storm"]

SCENE_WORDS: dict[str, SceneName] = {
    **dict.fromkeys(("mountain", "mountains", "hill", "hills", "valley", "forest"), "mountains"),
    **dict.fromkeys(("desert", "dunes", "field", "meadow", "volcano", "mars"), "mountains"),
    **dict.fromkeys(("sea", "ocean", "wave", "waves", "beach", "lighthouse"), "sea"),
    **dict.fromkeys(("ship", "boat", "island", "lake", "whale", "underwater"), "sea"),
    **dict.fromkeys(("city", "street", "skyline", "tokyo", "neon", "robot", "car"), "city"),
    **dict.fromkeys(("town", "tower", "rooftop", "train"), "city"),
    **dict.fromkeys(("dream", "abstract", "space", "galaxy", "bubbles", "jellyfish"), "orbs"),
}
WEATHER_WORDS: dict[str, Weather] = {
    **dict.fromkeys(("storm", "rain", "rainy", "thunder"), "rain"),
    **dict.fromkeys(("snow", "snowy", "winter", "ice"), "snow"),
    **dict.fromkeys(("fireflies", "sparks", "magic", "stars"), "sparks"),
}
MOOD_WORDS: dict[str, Mood] = {
    **dict.fromkeys(("storm", "stormy", "thunder"), "storm"),
    **dict.fromkeys(("night", "moon", "moonlight", "neon", "stars"), "night"),
    **dict.fromkeys(("sunset", "sunrise", "dawn", "dusk", "golden"), "dusk"),
    **dict.fromkeys(("sunny", "noon", "summer", "morning"), "day"),
}
Span = tuple[float, float]
HUES: dict[Mood, tuple[Span, Span, Span]] = {  # of the upper sky, the horizon, the sun or moon
    "day": ((0.50, 0.64), (0.44, 0.60), (0.10, 0.16)),
    "dusk": ((0.60, 0.90), (0.94, 1.12), (0.02, 0.13)),
    "night": ((0.58, 0.74), (0.55, 0.85), (0.10, 0.70)),
    "storm": ((0.55, 0.70), (0.50, 0.62), (0.10, 0.18)),
}
LIGHTNESS: dict[Mood, tuple[float, float, float, float, float]] = {  # sky to near ground
    "day": (0.50, 0.82, 0.93, 0.58, 0.22),
    "dusk": (0.28, 0.68, 0.84, 0.40, 0.12),
    "night": (0.07, 0.26, 0.90, 0.24, 0.06),
    "storm": (0.12, 0.40, 0.74, 0.30, 0.08),
}


@dataclass(frozen=True)
class Palette:
    """The colours of one look, far to near."""

    sky_top: Rgb
    sky_low: Rgb
    sun: Rgb
    far: Rgb
    near: Rgb
    accent: Rgb


@dataclass(frozen=True)
class Look:
    """Everything the drawing needs to know about a prompt."""

    scene: SceneName
    weather: Weather
    mood: Mood
    palette: Palette
    lighthouse: bool
    digest: int

    def dice(self, purpose: str) -> random.Random:
        """Return dice of its own for each purpose, so that adding one leaves the others alone."""
        return random.Random(f"{self.digest}:{purpose}")


def look_of(prompt: str) -> Look:
    """Return the look of `prompt`: its words choose where they can, its hash the rest."""
    digest = int.from_bytes(hashlib.sha256(prompt.encode()).digest()[:8])
    dice = random.Random(f"{digest}:look")
    words = re.findall(r"[a-z]+", prompt.lower())
    moods, scenes, weathers = _throws(dice)
    mood = _first(MOOD_WORDS, words, moods)
    scene = _first(SCENE_WORDS, words, scenes)
    return Look(
        scene=scene,
        weather=_first(WEATHER_WORDS, words, weathers),
        mood=mood,
        palette=_palette(mood, dice, blue_ground=scene == "sea"),
        lighthouse="lighthouse" in words,
        digest=digest,
    )


def _throws(dice: random.Random) -> tuple[Mood, SceneName, Weather]:
    """Throw what the words may leave open; always all three, so that words change one thing."""
    moods: tuple[Mood, ...] = ("day", "dusk", "night")
    scenes: tuple[SceneName, ...] = ("mountains", "sea", "city", "orbs")
    weathers: tuple[Weather, ...] = ("clear", "clear", "snow", "sparks")
    return dice.choice(moods), dice.choice(scenes), dice.choice(weathers)


def _first(table: dict[str, T], words: list[str], otherwise: T) -> T:
    return next((table[word] for word in words if word in table), otherwise)


def _palette(mood: Mood, dice: random.Random, *, blue_ground: bool) -> Palette:
    """Throw the hues, each within what looks natural for the mood; the ground is free."""
    top, low, light, far, near = LIGHTNESS[mood]
    pale = 0.5 if mood == "storm" else 1.0
    sky, horizon, sun = (dice.uniform(*span) for span in HUES[mood])
    ground = dice.uniform(0.48, 0.62) if blue_ground else dice.random()
    return Palette(
        sky_top=_rgb(sky, top, 0.62 * pale),
        sky_low=_rgb(horizon, low, 0.74 * pale),
        sun=_rgb(sun, light, 0.95 * pale),
        far=_rgb(ground + 0.02, far, 0.42 * pale),
        near=_rgb(ground, near, 0.50 * pale),
        accent=_rgb(dice.random(), 0.62, 0.90),
    )


def _rgb(hue: float, lightness: float, saturation: float) -> Rgb:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def blend(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Mix `share` of `second` into `first`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue
