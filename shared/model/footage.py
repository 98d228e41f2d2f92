"""A film as an encoder sees it: what must be known to encode every frame of it anew."""

from fractions import Fraction

from pydantic import Field

from shared.model.base import Model

RATES = tuple(
    Fraction(rate) for rate in ("24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60")
)
"""The frame rates that players and networks know, slowest first."""


class Footage(Model):
    """What one film is. Sides are as it is shown: upright, in pixels as stored."""

    container: str
    width: int
    height: int
    pixel_ratio: float = Field(gt=0)
    """How much wider than high one pixel is shown."""
    rate: str
    """Frames a second, as a fraction; the usual one, unless `even`."""
    even: bool
    frames: int
    begins_s: float
    """When the first of them is shown; the sound may begin earlier."""
    lasts_s: float
    hdr: bool
    matrix: str
    full_range: bool
    interlaced: bool

    @property
    def shown_rate(self) -> Fraction:
        """The rate to encode it at: its own; if its frames come unevenly, the nearest one that loses none."""
        own = Fraction(self.rate)
        if self.even:
            return own
        faster = [rate for rate in RATES if rate >= own * Fraction(99, 100)]
        return min(faster, key=lambda rate: abs(rate - own), default=RATES[-1])

    @property
    def shown_frames(self) -> int:
        """How many frames it has at that rate, from the beginning of its sound on."""
        return max(1, round((self.begins_s + self.lasts_s) * self.shown_rate))
