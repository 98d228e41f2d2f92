"""What somebody wants, and what the model says of it: its price, or why nobody makes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.integration.model.books import MADE, Expected

EXTENSIONS = {"480p": 5, "720p": 10}
UPSCALE_MIN = 5
TARGET_PX = 1080
"""Every upscale is to 1080p."""
HERE_PER_10_S = 5
"""In high quality; every source lasts 5 s, which is one started ten."""


@dataclass(frozen=True)
class Wanted:
    """The input of an order, and the job it begins with, if any."""

    job_type: str
    input: dict[str, Any]
    source: Expected | None = None

    @classmethod
    def again(cls, job: Expected) -> "Wanted":
        """Return what a job was ordered as."""
        return cls(job.job_type, job.wanted, job.source)

    @property
    def here(self) -> bool:
        return self.input.get("engine") == "ffmpeg"

    def price(self, catalog_price: Callable[[Mapping[str, Any]], int]) -> int:
        """Return the exact price; that of a generation is the catalogue's, which changes."""
        if self.source is None:
            return catalog_price(self.input)
        if self.job_type == "extend":
            return EXTENSIONS[self.input["resolution"]]
        return HERE_PER_10_S if self.here else max(UPSCALE_MIN, self.source.price)

    def fault(self, caller: str) -> tuple[int, str] | None:
        """Return how it must be refused, whoever pays."""
        source = self.source
        if source is None:
            return None
        if source.owner != caller or source.deleted:
            return 404, "not_found"
        if source.status not in MADE:
            return 409, "source_not_usable"
        if self.job_type == "upscale" and source.height_px >= TARGET_PX:
            return 400, "invalid_request"
        return None
