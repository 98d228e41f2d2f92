"""When a failed task is tried again, and when no more."""

from dataclasses import dataclass

from infra.local.cloud_tasks.messages import QueueMessage, seconds_of

UNLIMITED = -1
# A task leaves the service this long after it was created, whatever its queue says.
RETENTION_S = 31 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """A queue's `retry_config` as plain numbers."""

    max_attempts: int
    max_retry_duration_s: float
    min_backoff_s: float
    max_backoff_s: float
    max_doublings: int

    @classmethod
    def of(cls, config: QueueMessage) -> "RetryPolicy":
        """Read a RetryConfig message."""
        return cls(
            max_attempts=config.max_attempts,
            max_retry_duration_s=seconds_of(config.max_retry_duration),
            min_backoff_s=seconds_of(config.min_backoff),
            max_backoff_s=seconds_of(config.max_backoff),
            max_doublings=config.max_doublings,
        )

    def backoff_s(self, failures: int) -> float:
        """Return the wait after this many failed attempts, at least one.

        It doubles `max_doublings` times, then grows by its last step, then stays at the maximum:
        10 s, 300 s and 3 doublings give 10, 20, 40, 80, 160, 240, 300, 300, …
        """
        doublings = min(failures - 1, self.max_doublings)
        # Any positive wait that has doubled 64 times is past every maximum.
        step_s = self.min_backoff_s * 2.0 ** min(doublings, 64)
        return min(step_s * max(1, failures - self.max_doublings), self.max_backoff_s)

    def gives_up(self, attempts: int, *, since_first_s: float, age_s: float) -> bool:
        """Tell whether a task that just failed is dropped.

        Where both limits are set, both must be reached; a limit that is not set does not count.
        """
        if age_s >= RETENTION_S:
            return True
        tried_enough = self.max_attempts != UNLIMITED and attempts >= self.max_attempts
        if self.max_retry_duration_s <= 0:
            return tried_enough
        long_enough = since_first_s >= self.max_retry_duration_s
        return long_enough and (tried_enough or self.max_attempts == UNLIMITED)
