"""What can go wrong, how often, and how often it did.

Every schedule draws its own climate: which kinds of fault it has at all, and how hard they hit.
"""

from collections import Counter
from datetime import timedelta
from math import ceil, log
from random import Random

SKEW_MAX_S = 300.0
STEADY = timedelta()
MISHAPS = ("crash", "pause", "zombie")
NEVER = 10**9

# fmt: off
RATES = {
    # A process, at each yield point.
    "crash": 0.006, "crash.seldom": 0.05, "pause": 0.004, "zombie": 0.003,
    # The database, at each call.
    "store.read_lost": 0.006, "store.commit_lost_before": 0.03, "store.commit_lost_after": 0.04,
    "store.commit_late": 0.015, "store.outage": 0.25,
    # Asking for a step: Cloud Tasks, then its publish call, then Pub/Sub.
    "push.lost_before": 0.05, "push.lost_after": 0.08, "queue.outage": 0.2, "queue.dies": 0.08,
    "task.delayed": 0.08, "task.dispatched_twice": 0.06,
    "publish.lost_before": 0.06, "publish.lost_after": 0.06,
    "message.lost": 0.05, "message.duplicate": 0.12, "message.redelivered_while_running": 0.08,
    # A provider, at each order and for each prediction.
    "submit.refused_connection": 0.05, "submit.throttled": 0.06, "submit.busy": 0.05, "submit.policy": 0.04,
    "submit.account": 0.04, "submit.error_not_created": 0.06, "submit.error_but_created": 0.1,
    "submit.timeout_not_created": 0.04, "submit.timeout_but_created": 0.06, "submit.accepted_late": 0.04,
    "submit.foreign_id": 0.08,
    "prediction.hangs": 0.06, "prediction.late": 0.08, "prediction.fails": 0.06,
    "prediction.breaks": 0.08, "prediction.flaps": 0.05, "prediction.empty": 0.05,
    "poll.lost": 0.06, "poll.missing": 0.04, "find.lost": 0.06, "find.late": 0.3,
    # A provider's word that something happened.
    "webhook.lost": 0.2, "webhook.early": 0.3, "webhook.duplicate": 0.4, "webhook.forged": 0.1,
    "webhook.of_another_job": 0.1,
    # Files.
    "fetch.lost": 0.1, "fetch.truncated": 0.1, "film.wrong": 0.06, "encode.slow": 0.1, "encode.broken": 0.03,
    "objects.lost_before": 0.02, "objects.lost_after": 0.03, "objects.outage": 0.15,
    # Schedules and clocks.
    "sweep.skipped": 0.1, "sweep.twice": 0.25, "reconcile.midway": 0.3, "clock.skewed": 0.2,
    # Clients.
    "client.reply_lost": 0.1, "client.posts_twice": 0.25, "client.posts_again": 0.25,
    "client.other_body": 0.1, "client.cancels": 0.3, "client.cancels_twice": 0.3, "client.cancels_late": 0.15,
    "client.retries": 0.25,
    "client.publishes": 0.5, "client.unpublishes": 0.4, "client.deletes": 0.5, "client.deletes_twice": 0.3,
    "client.deletes_early": 0.1, "client.deletes_at_tidy": 0.6, "client.publishes_early": 0.1,
    "client.extends": 0.3, "client.upscales": 0.3, "client.upscales_here": 0.15, "client.derives_early": 0.05,
    "client.deletes_source": 0.2, "source.replaced": 0.12,
    "client.forgets_bytes": 0.15, "client.snoops": 0.1, "client.audits": 0.15,
    "operator.redrives": 0.1, "operator.grants": 0.15,
}
# fmt: on
HARD = (0.25, 1.0, 1.0, 2.0)
SHARE = 0.75
"""How many of the kinds a schedule has: with all of them always, some hide what others show."""


class Faults:
    """The dice of one schedule, until it is healed."""

    def __init__(self, random: Random) -> None:
        self._random = random.random
        self._choose = random.choices
        hard = random.choice(HARD)
        self._rates = {kind: rate * hard for kind, rate in RATES.items() if random.random() < SHARE}
        self._mishaps = {kind: self._rates[kind] for kind in MISHAPS if kind in self._rates}
        self.hits: Counter[str] = Counter()
        self.healed = False
        self.calm = self._calm()
        """At the how manieth yield point from now something happens to the process that comes by."""

    def _calm(self) -> int:
        """Draw the length of a calm at once: one draw at each yield point would cost a tenth of all time."""
        rate = sum(self._mishaps.values())
        return ceil(log(1.0 - self._random()) / log(1.0 - rate)) or 1 if rate else NEVER

    def mishap(self) -> str:
        """Return what happens to a process at a yield point where the calm ends."""
        self.calm = self._calm()
        if self.healed:
            return ""
        kind = self._choose(tuple(self._mishaps), tuple(self._mishaps.values()))[0]
        self.hits[kind] += 1
        return kind

    def heal(self) -> None:
        """Let nothing go wrong from now on."""
        self.healed = True
        self._rates.clear()

    def hit(self, kind: str) -> bool:
        """Tell whether this goes wrong now."""
        rate = self._rates.get(kind)
        if rate is None or self._random() >= rate:
            return False
        self.hits[kind] += 1
        return True

    def skew(self, random: Random) -> timedelta:
        """Return how far the clock of a new process is off."""
        if not self.hit("clock.skewed"):
            return STEADY
        return timedelta(seconds=random.uniform(-SKEW_MAX_S, SKEW_MAX_S))

    def outages(self, kind: str, random: Random, until_s: float) -> list[tuple[float, float]]:
        """Return when a whole service is down."""
        windows = []
        while self.hit(kind) and len(windows) < 3:
            begins = random.uniform(0, until_s)
            windows.append((begins, begins + random.choice((5.0, 60.0, 300.0, 900.0))))
        return windows
