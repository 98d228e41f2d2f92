"""What must hold for every single commit: seen by the store as it applies it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from shared.model.job import SETTLED, Job, JobState
from tests.simulation.trace import Trace
from tests.simulation.world import World

_NEXT = {
    JobState.PENDING: {*JobState},
    JobState.PROCESSING: {*JobState} - {JobState.PENDING},
    **{state: {state} for state in SETTLED},
}
"""The state machine: what a state may become."""

_AFTER_END = ("revision", "updated_at", "published_at", "deleted_at", "sweep_after")
"""What may still change of a settled job."""


class Watch:
    """Looks at each document that a commit changes, and remembers what the end must agree with."""

    def __init__(self, world: World, trace: Trace) -> None:
        self._world = world
        self._trace = trace
        self.broken: list[tuple[str, str]] = []
        self.claims: Counter[tuple[str, int]] = Counter()
        """Claims of a job at an epoch that found no attempt under way."""
        self.settled_s: dict[str, float] = {}
        self.active_jobs_max = 0
        self._looks: dict[str, Callable[[str, Any, Any], None]] = {
            "ledger": self._ledger,
            "accounts": self._accounts,
            "jobs": self._jobs,
        }

    def __call__(self, path: str, before: Any, after: Any) -> None:
        look = self._looks.get(path.rsplit("/", 2)[-2])
        if look is not None:
            look(path, before, after)

    def breach(self, invariant: str, words: str) -> None:
        """Note a violation."""
        self.broken.append((invariant, words))
        self._trace.say(f"!! {invariant}: {words}")

    def _ledger(self, path: str, before: Any, after: Any) -> None:
        if before is not None or after is None:
            self.breach("I1", f"the entry {path} was changed or removed")
        elif self._trace.on:
            self._trace.say(f"  {after.kind} {after.amount}: {after.available_after} available")

    def _accounts(self, path: str, before: Any, after: Any) -> None:
        if min(after.available, after.held, after.active_jobs) < 0:
            self.breach("I2", f"{path} is negative: {after}")
        if after.active_jobs > self.active_jobs_max:
            self.breach("limit", f"{path} has {after.active_jobs} jobs under way")
        if before is not None and after.ver != before.ver + 1:
            self.breach("I1", f"{path} went from entry {before.ver} to {after.ver}")

    def _jobs(self, path: str, before: Job | None, after: Job | None) -> None:
        if after is None:
            self.breach("I7", f"{path} was removed")
            return
        if self._trace.on:
            word = f"  {after.id[:5]}: {after.state} epoch={after.epoch} attempt={after.attempt}"
            self._trace.say(f"{word} rev={after.revision} memo={after.memo!r} errors={after.errors}")
        if before is not None:
            self._moved(path, before, after)

    def _moved(self, path: str, before: Job, after: Job) -> None:
        """The state machine's arrows, and counters that only grow."""
        if after.state not in _NEXT[before.state]:
            self.breach("I11", f"{path} went from {before.state} to {after.state}")
        grown = after.epoch >= before.epoch and after.attempt >= before.attempt
        if not grown or after.revision != before.revision + 1 or after.updated_at < before.updated_at:
            self.breach("I8", f"{path} went back: {before} -> {after}")
        self._end(path, before, after)
        self._fence(before, after)

    def _end(self, path: str, before: Job, after: Job) -> None:
        """An end is for ever, and a cancelation before anything was paid."""
        if before.settled and before != after.model_copy(update={f: getattr(before, f) for f in _AFTER_END}):
            self.breach("I11", f"{path} was changed after its end: {before} -> {after}")
        if after.state is JobState.CANCELED and not before.settled and before.at_provider:
            self.breach("F118", f"{path} was canceled while a provider was paid for it")
        if after.settled and not before.settled:
            self.settled_s[after.id] = self._world.time

    def _fence(self, before: Job, after: Job) -> None:
        """An attempt writes only while it owns the job; a claim makes it the owner."""
        process = self._world.current
        if process is None or process.kind != "worker":
            return
        if after.lease_token != before.lease_token:
            process.claims[after.id] = (after.lease_token, after.attempt, after.epoch)
            if process.message_epoch != before.epoch:
                self.breach("F59", f"epoch {before.epoch} was worked by message {process.message_epoch}")
            if before.lease_expires_at is None:
                self.claims[after.id, before.epoch] += 1
            elif self._world.now() < before.lease_expires_at:
                self.breach("lease", f"{after.id} was claimed while its lease was alive")
            return
        owner = (before.lease_token, before.attempt, before.epoch)
        if process.claims.get(after.id) != owner:
            self.breach("I8", f"{process.claims.get(after.id)} wrote over {owner}")
