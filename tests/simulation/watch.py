"""What must hold for every single commit: seen by the store as it applies it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from shared.model.backoff import BUSY_MAX, ERRORS_MAX
from shared.model.job import SETTLED, Job, JobState
from tests.simulation.segments import wrong_moves
from tests.simulation.trace import Trace
from tests.simulation.world import Process, World

_NEXT = {
    JobState.PENDING: {*JobState},
    JobState.PROCESSING: {*JobState} - {JobState.PENDING},
    **{state: {state} for state in SETTLED},
}
"""The state machine: what a state may become."""

_AFTER_END = ("revision", "updated_at", "published_at", "favorite", "deleted_at", "sweep_after")
"""What may still change of a settled job."""


class Watch:
    """Looks at each document that a commit changes, and remembers what the end must agree with."""

    def __init__(self, world: World, trace: Trace) -> None:
        self._world = world
        self._trace = trace
        self.broken: list[tuple[str, str]] = []
        self.claims: Counter[tuple[str, int]] = Counter()
        """Claims of a job, or of a segment, at an epoch that found no attempt under way."""
        self.settled_s: dict[str, float] = {}
        self.active_jobs_max = 0
        self.derived: Callable[[Job], None] = lambda job: None
        """Hears of every job that begins with another one's video, in the commit that makes it."""
        self._ended_by: dict[str, Process] = {}
        """Who wrote a job last, if that was an attempt that ended."""
        trace.listeners["step.fenced"] = self._said_fenced
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
        if after.frozen_at is not None:
            self.breach("I1", f"{path} was frozen, although every commit kept its books")
        elif before is not None and after.ver != before.ver + 1:
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
        elif after.source_job_id is not None:
            self.derived(after)

    def _moved(self, path: str, before: Job, after: Job) -> None:
        """The state machine's arrows, and counters that only grow."""
        if after.state not in _NEXT[before.state]:
            self.breach("I11", f"{path} went from {before.state} to {after.state}")
        grown = after.epoch >= before.epoch and after.attempt >= before.attempt
        if not grown or after.revision != before.revision + 1 or after.updated_at < before.updated_at:
            self.breach("I8", f"{path} went back: {before} -> {after}")
        self._seen(path, before, after)
        self._end(path, before, after)
        self._fence(before, after)
        for invariant, words in wrong_moves(self._world.current, before, after, self._world.now()):
            self.breach(invariant, words)

    def _seen(self, path: str, before: Job, after: Job) -> None:
        """What a person sees does not go back, and what is counted has its limit."""
        if (after.progress or 0) < (before.progress or 0):
            self.breach("I8", f"{path} went back from {before.progress} to {after.progress} percent")
        if before.published_at and after.published_at not in (None, before.published_at):
            self.breach("publish", f"{path} was published twice")
        if after.errors > ERRORS_MAX or after.busy > BUSY_MAX:
            self.breach("limit", f"{path} had {after.errors} errors and met high demand {after.busy} times")

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
        driven = after.epoch != before.epoch
        self._ended_by.pop(after.id, None)
        if driven and after.lease_expires_at is not None:
            self.breach("lease", f"{after.id} begins epoch {after.epoch} under the lease of the one before")
        if process is None:
            return
        if process.kind in {"webhook", "sweep"} and before.leased(self._world.now()):
            self.breach("lease", f"a {process.kind} took {after.id} from attempt {before.attempt}")
        if process.kind == "webhook" and not before.at_provider:
            self.breach("hint", f"a callback drove {after.id}, which waits for no provider")
        if process.kind == "worker" and process.message_segment is None:
            self._attempt(process, before, after)
            if driven:
                self._ended_by[after.id] = process

    def _attempt(self, process: Process, before: Job, after: Job) -> None:
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

    def acknowledged(self, job: Job | None) -> None:
        """A message is done with: an attempt that it began has ended, or lost the job to somebody else."""
        process = self._world.current
        if process is None or job is None or job.lease_expires_at is None:
            return
        if process.claims.get(job.id) == (job.lease_token, job.attempt, job.epoch):
            self.breach("lease", f"attempt {job.attempt} of {job.id} was claimed and given up in silence")

    def _said_fenced(self, facts: dict[str, Any]) -> None:
        """An attempt that ended does not say that it was fenced off, unless somebody moved the job since."""
        process = self._world.current
        if process is not None and self._ended_by.get(facts["job_id"]) is process:
            self.breach(
                "log", f"attempt {facts['attempt']} of {facts['job_id']} ended and said it was fenced"
            )
