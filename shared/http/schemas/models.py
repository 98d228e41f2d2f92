"""What can be ordered: models, the combinations each takes, and what each costs."""

from datetime import date
from typing import Self

from pydantic import ConfigDict

from shared.catalog import Catalog
from shared.http.schemas.base import View


class CombinationView(View):
    """One thing a model can make, its price in credits, and how long it usually takes."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    resolution: str
    duration_s: int
    aspect_ratio: str
    credits: int
    expected_s: float


class ModelView(View):
    """One model. A form that offers only its `combinations` cannot order what the model refuses."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    id: str
    title: str
    provider: str
    takes: list[str]
    image_sets_shape: bool
    retires_on: date | None
    durations_s: list[int]
    resolutions: list[str]
    aspect_ratios: list[str]
    combinations: list[CombinationView]


class PriceView(View):
    """What something costs in credits, and how long it usually takes."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    credits: int
    expected_s: float


class ExtensionView(View):
    """A model that makes a video `adds_s` seconds longer. `prices` are by resolution.

    It begins with a video of `source_min_s` to `source_max_s` seconds, with `source_fps` frames a second if
    that is not null.
    """

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    id: str
    title: str
    provider: str
    adds_s: int
    source_min_s: float
    source_max_s: float
    source_fps: float | None
    retires_on: date | None
    prices: dict[str, PriceView]


class UpscalerView(View):
    """A model that makes a video sharper. It costs what the source cost, and `credits_min` at least."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    id: str
    title: str
    provider: str
    targets: list[str]
    credits_min: int
    takes_per_s: float
    """Seconds of work per second of video."""
    source_min_s: float
    source_max_s: float
    source_fps: float | None
    retires_on: date | None


class FfmpegUpscalerView(View):
    """Our own upscaling, by ffmpeg: its price is by the quality, for each started 10 s of video."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    id: str
    title: str
    targets: list[str]
    credits_per_10_s: dict[str, int]
    source_max_s: float


class ModelsView(View):
    """Every model that can be ordered today. `price_version` goes back with an order."""

    price_version: str
    default_model: str
    models: list[ModelView]
    extensions: list[ExtensionView]
    upscalers: list[UpscalerView]
    ffmpeg_upscalers: list[FfmpegUpscalerView]

    @classmethod
    def of(cls, catalog: Catalog, *, on: date) -> Self:
        """Return the view of what the catalogue offers on a day; what it costs us is not in it."""
        return cls(
            price_version=catalog.version,
            default_model=catalog.default_model,
            models=[ModelView.model_validate(one) for one in catalog.offers(on)],
            extensions=[ExtensionView.model_validate(one) for one in catalog.extensions(on)],
            upscalers=[UpscalerView.model_validate(one) for one in catalog.upscalers(on)],
            ffmpeg_upscalers=[
                FfmpegUpscalerView.model_validate(one) for one in catalog.every_ffmpeg_upscaler
            ],
        )
