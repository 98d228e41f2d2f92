"""Whether a person may still sign in, remembered for at most a minute."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

REMEMBER_S = 60.0
PEOPLE_MAX = 10_000


@dataclass(frozen=True)
class Standing:
    """Whether a person is enabled, and since when their tokens count (seconds since 1970)."""

    enabled: bool
    valid_after_s: float = 0

    def accepts(self, issued_at_s: float) -> bool:
        """Return whether a token of that time still counts."""
        return self.enabled and issued_at_s >= self.valid_after_s


class Standings:
    """Asks once per person and minute; what is bad is asked every time, so that mending it shows at once."""

    def __init__(
        self, ask: Callable[[str], Standing], *, monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask = ask
        self._monotonic_s = monotonic_s
        self._known: OrderedDict[str, tuple[float, Standing]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, uid: str) -> Standing:
        """Return a person's standing, at most `REMEMBER_S` old."""
        now_s = self._monotonic_s()
        with self._lock:
            asked_s, standing = self._known.get(uid, (float("-inf"), None))
        if standing is not None and now_s - asked_s < REMEMBER_S:
            return standing
        standing = self._ask(uid)
        with self._lock:
            self._known.pop(uid, None)
            if standing.enabled:
                self._known[uid] = (now_s, standing)
            while len(self._known) > PEOPLE_MAX:
                self._known.popitem(last=False)
        return standing
