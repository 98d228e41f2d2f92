"""What only operators' functions use, built on first use, once."""

from functools import cache
from typing import TYPE_CHECKING

from shared.clock import utc_now
from shared.wiring.adapters import queue, store

if TYPE_CHECKING:
    from shared.services.mending import Mending
    from shared.services.recovery import Recovery

RECOVERY_TIME_S = 400.0
"""After this much time a recovery begins no further batch; its function is stopped at 540 s."""


@cache
def recovery() -> "Recovery":
    """Return what sends all unsettled jobs again."""
    from shared.services.recovery import Recovery

    return Recovery(store(), queue(), now=utc_now, time_s=RECOVERY_TIME_S)


@cache
def mending() -> "Mending":
    """Return what sets an account to its entries."""
    from shared.services.mending import Mending

    return Mending(store(), now=utc_now)
