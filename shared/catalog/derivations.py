"""Read what is sold of extending and upscaling from the catalogue's data."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.model.derivation import Extension, FfmpegUpscaler, Upscaler
from shared.model.encoding import BOXES_PX, QUALITIES, Quality
from shared.model.offer import Quote, VendorModel
from shared.model.resolution import SHORT_SIDES_PX

CREDITS_MAX = 10_000

Positive = Annotated[int, Field(gt=0)]
Dollars = dict[str, Annotated[float, Field(gt=0)]]


class Strict(BaseModel):
    """A table of the data: nothing in it is ignored or converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Priced(Strict):
    resolution: str
    credits: int = Field(gt=0, le=CREDITS_MAX)
    expected_s: float = Field(gt=0)


class _Named(Strict):
    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    source_min_s: float = Field(default=0, ge=0)
    source_max_s: float = Field(gt=0)
    source_fps: float | None = Field(default=None, gt=0)


class _Provided(_Named):
    usd_per_s: Dollars
    retires_on: date | None = None


class ExtensionEntry(_Provided):
    """One `[[extensions]]`."""

    vendor_model: str = Field(min_length=1)
    adds_s: Positive
    rows: list[_Priced] = Field(min_length=1)

    def offer(self, provider: str) -> Extension:
        """Return what we sell.

        Raises:
            ValueError: the data contradicts itself.
        """
        prices = {row.resolution: Quote(credits=row.credits, expected_s=row.expected_s) for row in self.rows}
        if len(prices) != len(self.rows) or set(prices) != set(self.usd_per_s):
            raise ValueError(f"{self.id}: rows and usd_per_s must name the same resolutions, each once")
        return Extension(
            **self.model_dump(exclude={"rows", "vendor_model"}),
            provider=provider,
            prices=prices,
            vendor=VendorModel(model=self.vendor_model, fields=("resolution",)),
        )


class UpscalerEntry(_Provided):
    """One `[[upscalers]]`."""

    vendor_model: str = Field(min_length=1)
    targets: list[str] = Field(min_length=1)
    credits_min: int = Field(gt=0, le=CREDITS_MAX)
    takes_per_s: float = Field(gt=0)
    bills_min_s: int = Field(default=0, ge=0)

    def offer(self, provider: str) -> Upscaler:
        """Return what we sell.

        Raises:
            ValueError: the data contradicts itself.
        """
        unknown = [target for target in self.targets if target not in SHORT_SIDES_PX]
        if unknown or set(self.targets) != set(self.usd_per_s):
            raise ValueError(f"{self.id}: targets must be known classes, and the ones of usd_per_s")
        return Upscaler(
            **self.model_dump(exclude={"vendor_model"}),
            provider=provider,
            vendor=VendorModel(model=self.vendor_model, fields=("target_resolution",)),
        )


class FfmpegUpscalerEntry(_Named):
    """One `[[ffmpeg_upscalers]]`."""

    targets: list[str] = Field(min_length=1)
    credits_per_10_s: dict[Quality, Annotated[int, Field(gt=0, le=CREDITS_MAX)]]

    def offer(self, provider: str) -> FfmpegUpscaler:
        """Return what we sell.

        Raises:
            ValueError: the data contradicts itself.
        """
        if set(self.targets) - set(BOXES_PX) or set(self.credits_per_10_s) != set(QUALITIES):
            raise ValueError(f"{self.id}: targets must be known classes, and every quality have its price")
        return FfmpegUpscaler(**self.model_dump(), provider=provider)
