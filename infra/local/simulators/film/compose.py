"""Draw everything a clip needs into a folder; the result is what ffmpeg is told to film."""

from pathlib import Path

from PIL import Image

from infra.local.simulators.film.arguments import Placed, Shot
from infra.local.simulators.film.caption import caption
from infra.local.simulators.film.clip import Clip
from infra.local.simulators.film.layer import Frame, Layer
from infra.local.simulators.film.look import Look, look_of
from infra.local.simulators.film.scenery import scenery, sky
from infra.local.simulators.film.still import covering, open_image
from infra.local.simulators.film.weather import lighthouse, weather

STILL_PIXELS_MAX = 4096 * 2304
MINOR, MAJOR = (1.0, 1.1892, 1.4983), (1.0, 1.2599, 1.4983)


def compose(clip: Clip, folder: Path) -> Shot:
    """Draw `clip` into `folder`.

    Raises:
        ImageError: one of its images cannot be used.
    """
    look = look_of(clip.prompt)
    frame = Frame(clip.width, clip.height, clip.duration_s)
    layers = [] if clip.first_image else _world(look, frame)
    layers += caption(clip.prompt, clip.note, look.palette.accent, frame)
    return Shot(
        width=clip.width,
        height=clip.height,
        duration_s=clip.duration_s,
        sky=None if clip.first_image else _save(sky(look, frame), folder / "sky.png"),
        still=_still(clip.first_image, frame, folder / "first.png"),
        last_still=_still(clip.last_image, frame, folder / "last.png"),
        layers=tuple(_placed(layer, folder / f"{n}.png") for n, layer in enumerate(layers)),
        chord_hz=_chord_hz(look) if clip.sound else None,
        pan_right=look.digest % 2 == 0,
    )


def _world(look: Look, frame: Frame) -> list[Layer]:
    """Stack the scene, the lighthouse behind all but its farthest layer, then the weather."""
    layers = scenery(look, frame)
    return [*layers[:1], *lighthouse(look, frame), *layers[1:], *weather(look, frame)]


def _still(content: bytes | None, frame: Frame, path: Path) -> Path | None:
    if content is None:
        return None
    factor = 2 if frame.width * frame.height * 4 <= STILL_PIXELS_MAX else 1
    return _save(covering(open_image(content), frame.width * factor, frame.height * factor), path)


def _placed(layer: Layer, path: Path) -> Placed:
    return Placed(_save(layer.image, path), layer.x, layer.y)


def _save(image: Image.Image, path: Path) -> Path:
    image.save(path, compress_level=1)
    return path


def _chord_hz(look: Look) -> tuple[float, float, float]:
    dice = look.dice("chord")
    root_hz = 110 * 2 ** (dice.randrange(12) / 12)
    first, third, fifth = MAJOR if look.mood == "day" else MINOR
    return root_hz * first, root_hz * third * 2, root_hz * fifth * 2
