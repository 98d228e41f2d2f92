"""Guards of who may work on a job: claim, lease, epoch, fence."""

from typing import Any

from shared.errors import FenceLost
from shared.model import lifecycle
from shared.model.base import Time
from shared.model.job import Job, JobState
from shared.model.messages import StepMessage
from shared.services import journal, worker
from shared.services.toolbox import Toolbox
from shared.services.worker import Worker
from shared.store import documents
from tests.simulation.mutants.mutant import Mutant, Patch


def guards_out(function: Any, *guards: str) -> set[str]:
    """Return the guards that a patched function goes without, and those that it already went without."""
    return {*guards, *getattr(function, "without", ())}


def _claim_without(guard: str) -> list[Patch]:
    """Claim without looking at one of: settled, epoch, lease, token."""
    out = guards_out(Worker._claim, guard)

    def _claim(self: Worker, message: StepMessage) -> Job | None:
        at = self._now()
        token = f"{message.job_id}{message.epoch}{at.isoformat()}"

        def body(tx: Any) -> Job | None:
            job = tx.get(documents.job(message.job_id))
            if job is None or (job.settled and "settled" not in out):
                return None
            if (job.epoch != message.epoch and "epoch" not in out) or job.in_segments:
                return None
            if job.lease_token == token and "token" not in out:
                return job
            if job.leased(at) and "lease" not in out:
                return None
            claimed = lifecycle.claimed(job, token=token, at=at, lease_s=self._lease_s)
            if job.state is JobState.PENDING:
                return journal.write(tx, claimed, "started")
            tx.put(documents.job(job.id), claimed)
            return claimed

        body.__qualname__ = "Worker._claim.<locals>.body"
        return self._store.transact(body)

    _claim.without = out  # type: ignore[attr-defined]
    return [(Worker, "_claim", _claim)]


def _fence_without(*guards: str) -> list[Patch]:
    """Check the fence without one of: settled, attempt, epoch."""
    out = guards_out(lifecycle.fenced, *guards)

    def fenced(current: Job | None, mine: Job) -> Job:
        if current is None or (current.settled and "settled" not in out):
            raise FenceLost("settled")
        if current.attempt != mine.attempt and "attempt" not in out:
            raise FenceLost("another attempt")
        if current.epoch != mine.epoch and "epoch" not in out:
            raise FenceLost("another epoch")
        return current

    fenced.without = out  # type: ignore[attr-defined]
    return [(lifecycle, "fenced", fenced)]


def keeping(*fields: str) -> list[Patch]:
    """Drive a job again without moving some of what fences the earlier attempt off."""

    real = lifecycle.driven

    def driven(job: Job, *, at: Time, errors: int = 0) -> Job:
        return real(job, at=at, errors=errors).model_copy(update={f: getattr(job, f) for f in fields})

    return [(lifecycle, "driven", driven)]


def _same_epoch() -> list[Patch]:
    real = lifecycle.snoozed

    def snoozed(job: Job, snooze: Any, *, at: Time) -> Job:
        return real(job, snooze, at=at).model_copy(update={"epoch": job.epoch})

    return [(lifecycle, "snoozed", snoozed)]


def _same_attempt() -> list[Patch]:
    real = lifecycle.claimed

    def claimed(job: Job, **words: Any) -> Job:
        return real(job, **words).model_copy(update={"attempt": max(1, job.attempt)})

    return [(lifecycle, "claimed", claimed)]


def _unfenced_tools() -> list[Patch]:
    def _commit(self: Toolbox, mine: Job, change: Any, kind: str | None) -> Job:
        at = self._now()

        def body(tx: Any) -> Job:
            return journal.write(tx, change(tx.get(documents.job(mine.id)), at=at), kind)

        body.__qualname__ = "Toolbox._commit.<locals>.body"
        return self._store.transact(body)

    return [(Toolbox, "_commit", _commit)]


def _tools_unrecognised() -> list[Patch]:
    def _commit(self: Toolbox, mine: Job, change: Any, kind: str | None) -> Job:
        at = self._now()

        def body(tx: Any) -> Job:
            current = lifecycle.fenced(tx.get(documents.job(mine.id)), mine)
            return journal.write(tx, change(current, at=at), kind)

        body.__qualname__ = "Toolbox._commit.<locals>.body"
        return self._store.transact(body)

    return [(Toolbox, "_commit", _commit)]


def _settled_unrecognised() -> list[Patch]:
    def _settle(self: Worker, mine: Job, outcome: Any, *, at: Time) -> Job:
        def body(tx: Any) -> Job:
            current, account = tx.get_both(documents.job(mine.id), documents.account(mine.account_id))
            return journal.settle(tx, lifecycle.fenced(current, mine), account, outcome, at=at)

        body.__qualname__ = "Worker._settle.<locals>.body"
        return self._store.transact(body)

    return [(Worker, "_settle", _settle)]


FENCES = (
    Mutant("claim-leased", "claim ignores the lease", lambda: _claim_without("lease")),
    Mutant(
        "claim-any-epoch",
        "claim ignores the epoch",
        lambda: _claim_without("epoch"),
    ),
    Mutant(
        "claim-settled",
        "claim takes a settled job",
        lambda: _claim_without("settled"),
        survives="no message carries a settled job's epoch (pair with end-keeps-epoch)",
    ),
    Mutant(
        "claim-unrecognised",
        "a claim does not know itself again",
        lambda: _claim_without("token"),
    ),
    Mutant("fence-open", "fenced() accepts anybody", lambda: _fence_without("settled", "attempt", "epoch")),
    Mutant(
        "fence-settled",
        "fenced() accepts a settled job",
        lambda: _fence_without("settled"),
        survives="every end moves the epoch, which the fence compares, too (pair fence-open)",
    ),
    Mutant("fence-attempt", "fenced() ignores the attempt", lambda: _fence_without("attempt")),
    Mutant(
        "fence-epoch",
        "fenced() ignores the epoch",
        lambda: _fence_without("epoch"),
        survives="whoever drives a leased job moves the attempt, too (pair with driven-same-attempt)",
    ),
    Mutant("driven-same-epoch", "a job is driven under its old epoch", lambda: keeping("epoch")),
    Mutant(
        "driven-same-attempt",
        "a driven job keeps its attempt's number",
        lambda: keeping("attempt"),
        survives="the epoch moves, and the fence compares both (pair with fence-epoch)",
    ),
    Mutant(
        "driven-leased",
        "a driven job keeps the lost lease",
        lambda: keeping("lease_expires_at"),
    ),
    Mutant("snoozed-same-epoch", "a snooze keeps the epoch", _same_epoch),
    Mutant("claimed-same-attempt", "a claim keeps the attempt's number", _same_attempt),
    Mutant("tools-unfenced", "intend() and saving() commit without the fence", _unfenced_tools),
    Mutant(
        "tools-unrecognised",
        "intend() and saving() do not know themselves again",
        _tools_unrecognised,
        survives="the attempt still holds the fence and says the same once more",
    ),
    Mutant(
        "snooze-unrecognised",
        "a snooze does not know itself again",
        lambda: [(worker, "_is_ours", lambda current, mine, at: False)],
    ),
    Mutant(
        "settle-unrecognised",
        "an end does not know itself again",
        _settled_unrecognised,
    ),
)
