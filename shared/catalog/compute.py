"""What our own functions cost us while they work, read from `prices/compute.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from shared.catalog.derivations import Strict
from shared.model.cost import Compute

_FILE = Path(__file__).parent / "prices" / "compute.toml"
NANO = 10**9

_Positive = Annotated[float, Field(gt=0)]


class _Function(Strict):
    memory_gib: _Positive
    cpus: _Positive


class ComputePrices(Strict):
    """Prices of CPU, memory, runs and storage, and what each function has of the first two."""

    usd_per_cpu_s: _Positive
    usd_per_gib_s: _Positive
    usd_per_run: _Positive
    usd_per_gib_month: _Positive
    """Of Cloud Storage, for what a job leaves behind."""
    functions: dict[str, _Function]

    def of(self, function: str) -> Compute:
        """Return what a function costs us while it works.

        Raises:
            KeyError: nobody wrote down what it has.
        """
        has = self.functions[function]
        usd_per_s = self.usd_per_cpu_s * has.cpus + self.usd_per_gib_s * has.memory_gib
        return Compute(run_nano_usd=round(self.usd_per_run * NANO), second_nano_usd=round(usd_per_s * NANO))


@cache
def load_compute_prices() -> ComputePrices:
    """Read them.

    Raises:
        ValueError: the data is wrong.
    """
    return ComputePrices.model_validate(tomllib.loads(_FILE.read_text("utf-8")))
