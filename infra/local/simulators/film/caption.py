"""The prompt's words, drawn small into the picture so that one sees what was asked for."""

import hashlib
import textwrap
import unicodedata

from PIL import Image, ImageDraw, ImageFont

from infra.local.simulators.film.layer import Frame, Layer
from infra.local.simulators.film.look import Rgb

LINES_MAX = 3
SHOWN_MAX = 500
SPELLED = str.maketrans({"ß": "ss", "–": "-", "—": "-", "’": "'", "“": '"', "”": '"', "æ": "ae", "ø": "o"})


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


def wrapped(text: str, *, columns: int, lines: int = LINES_MAX) -> str:
    """Break `text` into at most `lines` lines; what does not fit ends in dots."""
    return "\n".join(textwrap.wrap(text, width=columns, max_lines=lines, placeholder=" ...") or [" "])


def drawable(text: str) -> str:
    """Spell `text` with the letters Pillow's own font has, which are few.

    Accents are dropped. A text of which little would be left is shown as its hash.
    """
    plain = unicodedata.normalize("NFKD", text.translate(SPELLED))
    kept = "".join(letter if " " <= letter <= "~" else " " * letter.isspace() for letter in plain)
    words = " ".join(kept.split())
    if 2 * len(words) < len("".join(text.split())):
        return f"prompt #{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    return words


def _label(text: str, note: str, accent: Rgb, frame: Frame) -> Layer:
    unit = frame.unit
    large, small = ImageFont.load_default(4.4 * unit), ImageFont.load_default(2.5 * unit)
    columns = int((frame.width - 12 * unit) / (2.5 * unit))
    words = wrapped(drawable(text[:SHOWN_MAX]), columns=min(46, columns))
    note = wrapped(note, columns=2 * columns - 4, lines=2)
    pen = ImageDraw.Draw(Image.new("RGBA", (1, 1)))
    right, low = pen.multiline_textbbox((0, 0), words, large, spacing=unit)[2:]
    note_right, note_low = pen.multiline_textbbox((0, 0), note, small)[2:]
    wide = max(right, note_right) + 5.5 * unit
    size = (round(wide), round(low + note_low + 5.0 * unit))
    image = Image.new("RGBA", size)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), 1.6 * unit, fill=(8, 10, 16, 185))
    pen.rounded_rectangle(
        (1.3 * unit, 1.8 * unit, 1.9 * unit, size[1] - 1.8 * unit), 0.3 * unit, fill=(*accent, 255)
    )
    white, grey = (255, 255, 255, 255), (255, 255, 255, 175)
    pen.multiline_text((3.3 * unit, 1.5 * unit), words, white, large, spacing=unit)
    pen.multiline_text((3.3 * unit, low + 3.1 * unit), note, grey, small)
    return Layer(image, f"{4 * unit:.0f}", f"{frame.height - size[1] - 5 * unit:.0f}")
