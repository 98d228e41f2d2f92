"""The token bucket that limits how fast a queue dispatches."""

import math

# A token that is due must not stay a rounding error away.
_ROUNDING = 1e-6


class TokenBucket:
    """Holds at most `burst` tokens, refilled at `rate_per_s`; it starts full."""

    def __init__(self, *, rate_per_s: float, burst: int, now_s: float) -> None:
        self._rate_per_s = rate_per_s
        self._burst = burst
        self._tokens = float(burst)
        self._filled_at_s = now_s

    def set_rate(self, *, rate_per_s: float, burst: int, now_s: float) -> None:
        """Go on at another rate with the tokens there are."""
        self._refill(now_s)
        self._rate_per_s = rate_per_s
        self._burst = burst
        self._tokens = min(self._tokens, float(burst))

    def take(self, now_s: float) -> bool:
        """Take one token if there is one."""
        self._refill(now_s)
        if self._tokens < 1 - _ROUNDING:
            return False
        self._tokens = max(0.0, self._tokens - 1)
        return True

    def wait_s(self, now_s: float) -> float:
        """Return how long until the next token."""
        self._refill(now_s)
        return max(0.0, (1 - self._tokens) / self._rate_per_s)

    def _refill(self, now_s: float) -> None:
        gained = max(0.0, now_s - self._filled_at_s) * self._rate_per_s
        self._tokens = min(float(self._burst), self._tokens + gained)
        self._filled_at_s = max(now_s, self._filled_at_s)


def burst_for(rate_per_s: float) -> int:
    """Choose a burst for a rate: a fifth of it, between 10 and 100.

    The service publishes no formula; its default rate of 500/s comes with a burst of 100.
    """
    return min(100, max(10, math.ceil(rate_per_s / 5)))
