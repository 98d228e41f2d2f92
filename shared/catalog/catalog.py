"""Everything we sell, at one version of its prices."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from shared.catalog.compute import ComputePrices
from shared.errors import InvalidRequest
from shared.model.cost import Compute, UnitCost, micro_usd
from shared.model.derivation import Derivation, Extension, FfmpegUpscaler, Upscaler
from shared.model.offer import Offer, Take, VendorModel, spoken


@dataclass(frozen=True)
class Catalog:
    """All that is sold, also what has retired: jobs that ordered it may still be under way."""

    every_offer: tuple[Offer, ...]
    default_model: str
    every_extension: tuple[Extension, ...] = ()
    every_upscaler: tuple[Upscaler, ...] = ()
    every_ffmpeg_upscaler: tuple[FfmpegUpscaler, ...] = ()
    compute: ComputePrices | None = None

    @cached_property
    def version(self) -> str:
        """Return the price version: it changes when a price changes, and with nothing else."""
        rows = [
            f"{offer.id} {c.resolution} {c.duration_s} {c.aspect_ratio} {c.credits}"
            for offer in self.every_offer
            for c in offer.combinations
        ]
        rows += [
            f"{extension.id} {extension.adds_s} {resolution} {quote.credits}"
            for extension in self.every_extension
            for resolution, quote in extension.prices.items()
        ]
        rows += [f"{upscaler.id} {upscaler.credits_min}" for upscaler in self.every_upscaler]
        rows += [
            f"{ffmpeg_upscaler.id} {quality} {price}"
            for ffmpeg_upscaler in self.every_ffmpeg_upscaler
            for quality, price in ffmpeg_upscaler.credits_per_10_s.items()
        ]
        return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:12]

    def offers(self, on: date) -> tuple[Offer, ...]:
        """Return what can be ordered on that day."""
        return tuple(offer for offer in self.every_offer if offer.offered(on))

    def offer(self, model_id: str, on: date) -> Offer:
        """Return one offer by its id.

        Raises:
            InvalidRequest: there is no such model, or it has retired; `allowed` lists those there are.
        """
        offer = next((o for o in self.every_offer if o.id == model_id), None)
        if offer is not None and offer.offered(on):
            return offer
        allowed = [offer.id for offer in self.offers(on)]
        if offer is None:
            detail = f"There is no model with this id. Choose {spoken(allowed)}."
        else:
            detail = (
                f"{offer.title} was retired by its provider on {offer.retires_on}. "
                f"Choose {spoken(allowed)} instead."
            )
        raise InvalidRequest(detail, field="model", allowed=allowed)

    def extensions(self, on: date) -> list[Extension]:
        """Return what makes videos longer on that day."""
        return [one for one in self.every_extension if one.offered(on)]

    def upscalers(self, on: date) -> list[Upscaler]:
        """Return what makes videos sharper on that day."""
        return [one for one in self.every_upscaler if one.offered(on)]

    def extension(self, model_id: str | None, on: date) -> Extension:
        """Return one extension by its id; without one, the first.

        Raises:
            InvalidRequest: there is none, or it has retired; `allowed` lists those there are.
        """
        return _chosen(self.extensions(on), model_id)

    def upscaler(self, model_id: str | None, on: date) -> Upscaler:
        """Return one upscaler by its id; without one, the first.

        Raises:
            InvalidRequest: there is none, or it has retired; `allowed` lists those there are.
        """
        return _chosen(self.upscalers(on), model_id)

    def ffmpeg_upscaler(self) -> FfmpegUpscaler:
        """Return our own upscaling.

        Raises:
            InvalidRequest: it is not sold.
        """
        return _chosen(self.every_ffmpeg_upscaler, None)

    def unit_cost(self, order_micro_usd: int, *, function: str) -> UnitCost:
        """Return what a job costs us whose orders cost so much and which a function of ours works on."""
        if self.compute is None:
            return UnitCost(order_micro_usd=order_micro_usd)
        return UnitCost(
            order_micro_usd=order_micro_usd,
            compute=self._rates[function],
            gib_month_micro_usd=micro_usd(self.compute.usd_per_gib_month),
        )

    @cached_property
    def _rates(self) -> Mapping[str, Compute]:
        return {name: self.compute.of(name) for name in self.compute.functions} if self.compute else {}

    def vendor_models(self, provider: str) -> Mapping[str, Mapping[Take, VendorModel]]:
        """Return what a provider calls our models, for its adapter."""
        models: dict[str, Mapping[Take, VendorModel]] = {
            offer.id: offer.vendor for offer in self.every_offer if offer.provider == provider
        }
        for one in (*self.every_extension, *self.every_upscaler):
            if one.provider == provider and one.vendor is not None:
                models[one.id] = {"video": one.vendor}
        return models


D = TypeVar("D", bound=Derivation)


def _chosen(offered: Sequence[D], model_id: str | None) -> D:
    """Return the one of this id, or the first."""
    for one in offered:
        if model_id in (None, one.id):
            return one
    allowed = [one.id for one in offered]
    raise InvalidRequest(
        f"There is no such model for this. Choose {spoken(allowed)}."
        if allowed
        else "Nobody makes this now.",
        field="model",
        allowed=allowed,
    )
