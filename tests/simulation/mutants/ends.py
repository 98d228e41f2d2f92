"""Guards of the end: deadline, sweep, tidying, deletion."""

from collections.abc import Callable
from typing import Any

from shared.model import backoff, lifecycle
from shared.model.base import Time
from shared.model.job import Job
from shared.model.outcome import Snooze
from shared.services import journal, sweep
from shared.services.job_reader import owned
from shared.services.jobs import Jobs
from shared.services.sweep import Sweep, SweepReport
from shared.store import documents
from tests.simulation.mutants.fences import keeping
from tests.simulation.mutants.mutant import Mutant, Patch

_tidy, _settled, _tombstoned = Sweep._tidy, lifecycle.settled, lifecycle.tombstoned


def _sweep_on_old_rows() -> list[Patch]:
    """Decide on the row of the query, and write whatever became of the job since."""

    def help_(self: Sweep, orphan: Job, report: SweepReport) -> None:
        if orphan.settled:
            self._tidy(orphan, report)
            return
        at = self._now()

        def body(tx: Any) -> None:
            tx.get(documents.job(orphan.id))
            end = lifecycle.given_up(orphan, at=at, errors_max=3)
            if end is None:
                journal.write(tx, lifecycle.driven(orphan, at=at), "driven")
                return
            account = tx.get(documents.account(orphan.account_id))
            journal.settle(tx, orphan, account, end, at=at)

        self._store.transact(body)

    return [(Sweep, "_help", help_)]


def _sweep_without(*guards: str) -> list[Patch]:
    """Decide on a fresh read, but without asking one of: own (commit), settled, due."""

    def end_or_drive(self: Sweep, job_id: str, at: Time) -> Job | None:
        def body(tx: Any) -> Job | None:
            job = tx.get(documents.job(job_id))
            if job is not None and job.updated_at == at and "own" not in guards:
                return job
            if job is None or (job.settled and "settled" not in guards):
                return None
            if (job.sweep_after is None or job.sweep_after > at) and "due" not in guards:
                return None
            end = lifecycle.given_up(job, at=at, errors_max=3)
            if end is None:
                lost = int(job.lease_expires_at is not None)
                return journal.write(tx, lifecycle.driven(job, at=at, errors=lost), "driven")
            account = tx.get(documents.account(job.account_id))
            return journal.settle(tx, job, account, end, at=at)

        body.__qualname__ = "Sweep._end_or_drive.<locals>.body"
        return self._store.transact(body)

    return [(Sweep, "_end_or_drive", end_or_drive)]


def _tidy_everything() -> list[Patch]:
    def tidy(self: Sweep, job: Job, report: SweepReport) -> None:
        _tidy(self, job.model_copy(update={"video_id": None}), report)

    return [(Sweep, "_tidy", tidy)]


def _tidy_nothing() -> list[Patch]:
    def tidy(self: Sweep, job: Job, report: SweepReport) -> None:
        self._forget(job)

    return [(Sweep, "_tidy", tidy)]


def _forget_anyway() -> list[Patch]:
    real = Sweep._forget

    def forget(self: Sweep, tidy: Job) -> None:
        now = self._store.get(documents.job(tidy.id))
        if now is not None:
            real(self, now)

    return [(Sweep, "_forget", forget)]


def _tidy_at_once() -> list[Patch]:
    def tombstoned(job: Job, *, at: Time) -> Job:
        return _tombstoned(job, at=at).model_copy(update={"sweep_after": at})

    return [(lifecycle, "tombstoned", tombstoned)]


def _video_kept() -> list[Patch]:
    def forget(self: Sweep, tidy: Job) -> None:
        def body(tx: Any) -> None:
            job = tx.get(documents.job(tidy.id))
            if job is not None and job.revision == tidy.revision:
                tx.put(documents.job(job.id), lifecycle.tidied(job))

        self._store.transact(body)

    return [(Sweep, "_forget", forget)]


def _never_untidy() -> list[Patch]:
    def leaves_files(job: Job, outcome: Any) -> bool:
        return False

    return [(lifecycle, "leaves_files", leaves_files)]


def _untidy_unnoticed() -> list[Patch]:
    real = lifecycle.claimed

    def claimed(job: Job, **words: Any) -> Job:
        return real(job, **words).model_copy(update={"untidy": job.untidy})

    return [(lifecycle, "claimed", claimed)]


def _settled_keeps(**kept: Any) -> list[Patch]:
    def settled(job: Job, outcome: Any, *, at: Time) -> Job:
        return _settled(job, outcome, at=at).model_copy(update={name: getattr(job, name) for name in kept})

    return [(lifecycle, "settled", settled)]


def _delete_any() -> list[Patch]:
    def delete(self: Jobs, caller_id: str, job_id: str) -> None:
        at = self._now()

        def body(tx: Any) -> None:
            job = owned(tx.get(documents.job(job_id)), caller_id)
            tx.put(documents.job(job_id), lifecycle.tombstoned(job, at=at))
            tx.delete(documents.creation(job_id))

        body.__qualname__ = "Jobs.delete.<locals>.body"
        self._store.transact(body)

    return [(Jobs, "delete", delete)]


def _deletion_unrecognised() -> list[Patch]:
    real = lifecycle.tombstoned

    def tombstoned(job: Job, *, at: Time) -> Job:
        return real(job, at=at).model_copy(update={"deleted_at": at.replace(microsecond=0)})

    return [(lifecycle, "tombstoned", tombstoned)]


def _errors_unlimited() -> list[Patch]:
    return [(backoff, "ERRORS_MAX", 99), (backoff, "BUSY_MAX", 99), (sweep, "ERRORS_MAX", 99)]


def _snoozed_with(word: str, value: Callable[[Job, Snooze], Any]) -> list[Patch]:
    """Snooze, but with another idea of one of the job's words."""
    real = lifecycle.snoozed

    def snoozed(job: Job, snooze: Snooze, *, at: Time) -> Job:
        return real(job, snooze, at=at).model_copy(update={word: value(job, snooze)})

    return [(lifecycle, "snoozed", snoozed)]


def _cancel_untidy() -> list[Patch]:
    real = lifecycle.canceled

    def canceled(job: Job, *, at: Time) -> Job:
        return real(job, at=at).model_copy(update={"sweep_after": None})

    return [(lifecycle, "canceled", canceled)]


ENDS = (
    Mutant("no-sweep", "the sweep does nothing", lambda: [(Sweep, "run", lambda self: SweepReport())]),
    Mutant(
        "never-given-up",
        "the sweep never gives a job up",
        lambda: [(lifecycle, "given_up", lambda job, **words: None)],
    ),
    Mutant(
        "deadline-forgiven",
        "past_deadline() forgives",
        lambda: [(lifecycle, "past_deadline", lambda job, outcome, *, at: outcome)],
    ),
    Mutant("sweep-blind", "the sweep decides on the row of its query", _sweep_on_old_rows),
    Mutant(
        "sweep-ends-ended",
        "the sweep does not ask whether the job has ended meanwhile",
        lambda: _sweep_without("settled", "due"),
    ),
    Mutant(
        "sweep-undue",
        "the sweep does not ask whether the job was helped meanwhile",
        lambda: _sweep_without("due"),
    ),
    Mutant(
        "sweep-unrecognised",
        "the sweep does not know its own commit again",
        lambda: _sweep_without("own"),
        survives="the job is not due any more and is spared; the next sweep sends its message, a minute late",
    ),
    Mutant("errors-unlimited", "errors are counted and never too many", _errors_unlimited),
    Mutant("tidy-all", "the tidy deletes the winner's files", _tidy_everything),
    Mutant("tidy-none", "the tidy removes nothing", _tidy_nothing),
    Mutant("tidy-forgets", "the tidy forgets a job that was deleted meanwhile", _forget_anyway),
    Mutant(
        "tidy-too-soon",
        "a deleted job is tidied at once, whoever may still write",
        _tidy_at_once,
        survives="a zombie that writes so late and dies is rare here (tried in test_services_sweep_tidying)",
    ),
    Mutant("video-kept", "a deleted job's video document stays", _video_kept),
    Mutant("no-tidy", "nothing is ever owed a tidy at its end", _never_untidy),
    Mutant("takeover-unnoticed", "a takeover by redelivery does not count as untidy", _untidy_unnoticed),
    Mutant(
        "reorder-unnoticed",
        "an order that broke does not count as untidy",
        lambda: _snoozed_with("untidy", lambda job, snooze: job.untidy),
    ),
    Mutant(
        "drive-unnoticed",
        "an attempt that the sweep takes for lost does not count as untidy",
        lambda: keeping("untidy"),
    ),
    Mutant("cancel-untidy", "a canceled job is never tidied", _cancel_untidy),
    Mutant(
        "progress-back",
        "what a provider says of its progress is shown, even if it is less",
        lambda: _snoozed_with("progress", lambda job, snooze: snooze.progress),
    ),
    Mutant(
        "end-keeps-epoch",
        "an end keeps the epoch",
        lambda: _settled_keeps(epoch=0),
        survives="a settled job is claimed by nobody and fenced from everybody (pair with claim-settled)",
    ),
    Mutant("delete-running", "a job under way can be deleted", _delete_any),
    Mutant("deletion-unrecognised", "a deletion does not know itself again", _deletion_unrecognised),
)
