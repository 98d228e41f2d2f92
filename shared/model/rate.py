"""How often something may happen: so many at once, and then one for each that time has forgiven."""

from dataclasses import dataclass
from datetime import timedelta

from shared.model.base import Time

BURST_PART = 3
"""A third of what a minute allows may come at once."""


@dataclass(frozen=True)
class Rate:
    """`burst` may come at once; each is forgiven `interval_s` seconds after the one before it.

    All that has to be kept of the past is one time, `until`, when everything so far will be forgiven: None
    at first, then what `taken` returned. This is the generic cell rate algorithm (ITU-T I.371, annex A).
    """

    burst: int
    interval_s: float

    @classmethod
    def per_minute(cls, count: int) -> "Rate":
        """Return a rate of `count` a minute."""
        return cls(burst=max(1, count // BURST_PART), interval_s=60 / count)

    def wait_s(self, until: Time | None, *, at: Time) -> float:
        """Return in how many seconds the next one may come; 0 if it may come now."""
        full = (self.burst - 1) * self.interval_s
        return max(0.0, (self._pending(until, at=at) - at).total_seconds() - full)

    def taken(self, until: Time | None, *, at: Time) -> Time:
        """Return when everything so far will be forgiven, with one more that comes now."""
        return self._pending(until, at=at) + timedelta(seconds=self.interval_s)

    def _pending(self, until: Time | None, *, at: Time) -> Time:
        """Return `until` as it can be at most: if it is later, somebody else's clock was ahead of ours."""
        most = at + timedelta(seconds=self.burst * self.interval_s)
        return min(max(until or at, at), most)
