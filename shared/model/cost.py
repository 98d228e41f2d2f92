"""What a job costs us, in millionths of a US dollar: for operators, never for the customer.

Counted: the order at the provider that the job ended with, at the catalogue's price, and every attempt that
ended, for as long as it worked. Not counted: orders that the provider itself ended without a video, which
WaveSpeed pays back and Google does not charge; attempts that were lost in a crash, which nobody measured;
deliveries that did nothing; traffic, and storage after the first month.
"""

from pydantic import Field

from shared.model.base import Model

NOT_CHARGED = frozenset(
    {
        "filtered",
        "model_unavailable",
        "policy",
        "provider_account",
        "provider_busy",
        "provider_failed",
        "provider_rejected",
        "provider_throttled",
        "provider_unavailable",
    }
)
"""How a job fails whose provider made nothing, by error code. That WaveSpeed charges nothing for a success
without a file (`filtered`) is not known. Whatever else fails after an order counts as paid: rather too much
than too little."""

BILLED_STEP_MS = 100
"""A run is billed in steps of this length."""
MICRO = 10**6
_NANO_PER_MICRO = 1000
GIB = 2**30

Amount = Field(default=0, ge=0)


class Compute(Model):
    """What a function of ours costs, in billionths: per run, and per second that it works."""

    run_nano_usd: int = Amount
    second_nano_usd: int = Amount


class UnitCost(Model):
    """What an order at the provider and our own work cost when the job was ordered."""

    order_micro_usd: int = Amount
    compute: Compute = Compute()
    gib_month_micro_usd: int = Amount


class Cost(Model):
    """What a job has cost: paid to its provider, and an estimate of our own work and a month of storage."""

    provider_micro_usd: int = Amount
    compute_micro_usd: int = Amount
    storage_micro_usd: int = Amount

    @property
    def micro_usd(self) -> int:
        """All together."""
        return self.provider_micro_usd + self.compute_micro_usd + self.storage_micro_usd


def cost_of(unit: UnitCost, *, orders: int, runs: int, active_ms: int, stored_bytes: int = 0) -> Cost:
    """Return what so many orders, runs and bytes for a month have cost; fractions are rounded up."""
    compute = unit.compute
    nano = runs * compute.run_nano_usd + active_ms * compute.second_nano_usd // 1000
    return Cost(
        provider_micro_usd=orders * unit.order_micro_usd,
        compute_micro_usd=-(-nano // _NANO_PER_MICRO),
        storage_micro_usd=-(-stored_bytes * unit.gib_month_micro_usd // GIB),
    )


def micro_usd(usd: float) -> int:
    """Return an amount of the catalogue's in millionths."""
    return round(usd * MICRO)


def billed_ms(seconds: float) -> int:
    """Return how long a run of so many seconds is billed for."""
    steps = -(-max(seconds, 0.0) * 1000 // BILLED_STEP_MS)
    return int(steps) * BILLED_STEP_MS
