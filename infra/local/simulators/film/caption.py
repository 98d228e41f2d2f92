"""The prompt's words, drawn small into the picture so that one sees what was asked for."""

import textwrap

from PIL import Image, ImageDraw, ImageFont

from infra.local.simulators.film.layer import Frame, Layer
from infra.local.simulators.film.look import Rgb

LINES_MAX = 3


def caption(text: str, note: str, accent: Rgb, frame: Frame) -> list[Layer]:
    """Return the label with `text` above a smaller `note`, and a bar that fills as time passes."""
    bar_height = max(4, round(frame.unit))
    bar = Image.new("RGBA", (frame.width, bar_height), (*accent, 255))
    return [
        _label(text, note, accent, frame),
        Layer(
            bar,
            f"-{frame.width}+{frame.width}*t/{frame.duration_s:g}",
            f"{frame.height - bar_height}",
        ),
    ]


def wrapped(text: str, *, columns: int) -> str:
    """Break `text` into at most three lines; what does not fit ends in an ellipsis."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    shown = " ".join(printable.split())
    return "\n".join(textwrap.wrap(shown, width=columns, max_lines=LINES_MAX, placeholder=" …") or [" "])


def _label(text: str, note: str, accent: Rgb, frame: Frame) -> Layer:
    unit = frame.unit
    large, small = ImageFont.load_default(4.4 * unit), ImageFont.load_default(2.5 * unit)
    columns = int((frame.width - 12 * unit) / (2.5 * unit))
    words = wrapped(text, columns=min(46, columns))
    pen = ImageDraw.Draw(Image.new("RGBA", (1, 1)))
    right, low = pen.multiline_textbbox((0, 0), words, large, spacing=unit)[2:]
    wide = max(right, pen.textbbox((0, 0), note, small)[2]) + 5.5 * unit
    size = (round(wide), round(low + 7.6 * unit))
    image = Image.new("RGBA", size)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), 1.6 * unit, fill=(8, 10, 16, 185))
    pen.rounded_rectangle(
        (1.3 * unit, 1.8 * unit, 1.9 * unit, size[1] - 1.8 * unit), 0.3 * unit, fill=(*accent, 255)
    )
    white, grey = (255, 255, 255, 255), (255, 255, 255, 175)
    pen.multiline_text((3.3 * unit, 1.5 * unit), words, white, large, spacing=unit)
    pen.text((3.3 * unit, low + 3.4 * unit), note, grey, small)
    return Layer(image, f"{4 * unit:.0f}", f"{frame.height - size[1] - 5 * unit:.0f}")
