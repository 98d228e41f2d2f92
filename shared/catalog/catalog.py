"""Everything we sell, at one version of its prices."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from shared.errors import InvalidRequest
from shared.model.offer import Offer, Take, VendorModel, spoken


@dataclass(frozen=True)
class Catalog:
    """All offers, also those that have retired: jobs that ordered them may still be under way."""

    every_offer: tuple[Offer, ...]
    default_model: str

    @cached_property
    def version(self) -> str:
        """Return the price version: it changes when a price changes, and with nothing else."""
        rows = sorted(
            f"{offer.id} {c.resolution} {c.duration_s} {c.aspect_ratio} {c.credits}"
            for offer in self.every_offer
            for c in offer.combinations
        )
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]

    def offers(self, on: date) -> tuple[Offer, ...]:
        """Return what can be ordered on that day."""
        return tuple(offer for offer in self.every_offer if offer.offered(on))

    def offer(self, model_id: str, on: date) -> Offer:
        """Return one offer by its id.

        Raises:
            InvalidRequest: there is no such model, or it has retired; `allowed` lists those there are.
        """
        allowed = [offer.id for offer in self.offers(on)]
        offer = next((o for o in self.every_offer if o.id == model_id), None)
        if offer is None:
            detail = f"There is no model with this id. Choose {spoken(allowed)}."
        elif not offer.offered(on):
            detail = (
                f"{offer.title} was retired by its provider on {offer.retires_on}. "
                f"Choose {spoken(allowed)} instead."
            )
        else:
            return offer
        raise InvalidRequest(detail, field="model", allowed=allowed)

    def vendor_models(self, provider: str) -> Mapping[str, Mapping[Take, VendorModel]]:
        """Return what a provider calls our models, for its adapter."""
        return {offer.id: offer.vendor for offer in self.every_offer if offer.provider == provider}
