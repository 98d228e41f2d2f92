"""Refuses who asks too often, before their request costs anything: counted in this process, not beyond it."""

import threading
from collections import OrderedDict
from math import ceil

from shared.clock import Now
from shared.errors import RateLimited
from shared.model.base import Time
from shared.model.rate import Rate

KEPT_MAX = 20_000


class RateLimiter:
    """Remembers the last `KEPT_MAX` who asked; who is forgotten begins anew."""

    def __init__(self, rate: Rate, *, whose: str, now: Now) -> None:
        self._rate = rate
        self._whose = whose
        self._now = now
        self._until: OrderedDict[str, Time] = OrderedDict()
        self._lock = threading.Lock()

    def admit(self, who: str) -> None:
        """Count one request.

        Raises:
            RateLimited: too many came; this one is not counted.
        """
        at = self._now()
        with self._lock:
            until = self._until.get(who)
            wait_s = self._rate.wait_s(until, at=at)
            if not wait_s:
                self._until[who] = self._rate.taken(until, at=at)
                self._until.move_to_end(who)
                if len(self._until) > KEPT_MAX:
                    self._until.popitem(last=False)
        if wait_s:
            raise RateLimited(
                f"Too many requests from your {self._whose}. Wait {ceil(wait_s)} s, then ask less often.",
                retry_after_s=wait_s,
            )
