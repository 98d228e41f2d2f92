"""What can be ordered: models, the combinations each takes, and what each costs."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from pydantic import ConfigDict

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


class ModelsView(View):
    """Every model that can be ordered today. `price_version` goes back with an order."""

    price_version: str
    default_model: str
    models: list[ModelView]

    @classmethod
    def of(cls, offers: Iterable[Any], *, price_version: str, default_model: str) -> Self:
        """Return the view of the catalogue's offers; what they cost us is not in it."""
        models = [ModelView.model_validate(offer) for offer in offers]
        return cls(price_version=price_version, default_model=default_model, models=models)
