"""The scheduled search for jobs that are owed something: a message, an end, or a tidy folder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from shared.clock import Now
from shared.errors import InvariantBroken, TransientError, Unavailable
from shared.log import failure, log
from shared.model import lifecycle
from shared.model.backoff import ERRORS_MAX
from shared.model.base import Time
from shared.model.job import Job, JobState
from shared.queue.base import StepQueue
from shared.services import endings, journal, news
from shared.services.push import push
from shared.storage.base import ObjectStore
from shared.store import documents, queries
from shared.store.base import Store, Tx

BATCH = 100
BATCHES_MAX = 20
FILES_MAX = 100
OVERDUE_S = 600
"""How long past its deadline a job may be for one last look, a lease that runs out, and two sweeps."""


@dataclass
class SweepReport:
    """What one sweep did."""

    scanned: int = 0
    driven: int = 0
    failed: int = 0
    tidied: int = 0
    spared: int = 0
    stuck: int = 0
    overdue: int = 0
    """Jobs that should have ended `OVERDUE_S` ago and have not: what must never be."""
    oldest_unsettled_s: float = 0.0
    """How old the oldest unsettled orphan is."""
    outbox_lag_s: float = 0.0
    """For how long what is owed to an unsettled job has been overdue, at most."""

    def look_at(self, orphan: Job, *, at: Time) -> None:
        """Note how late an orphan is."""
        self.scanned += 1
        if orphan.settled:
            return
        self.oldest_unsettled_s = max(self.oldest_unsettled_s, (at - orphan.created_at).total_seconds())
        owed_at = orphan.sweep_after or at
        self.outbox_lag_s = max(self.outbox_lag_s, (at - owed_at).total_seconds())


class Sweep:
    """Reads only jobs past their `sweep_after`: its cost grows with what is broken, not with what exists.

    After `time_s` seconds it begins no further batch; the next run goes on.
    """

    def __init__(
        self,
        store: Store,
        queue: StepQueue,
        objects: ObjectStore,
        *,
        now: Now,
        time_s: float,
    ) -> None:
        self._store = store
        self._queue = queue
        self._objects = objects
        self._now = now
        self._time_s = time_s

    def run(self) -> SweepReport:
        """Bring every orphan one step towards its end, oldest first, each in a commit of its own."""
        report = SweepReport()
        begun = self._now()
        after: queries.After = None
        for _ in range(BATCHES_MAX):
            orphans = self._store.find(queries.orphans(before=self._now(), limit=BATCH, after=after))
            for orphan in orphans:
                report.look_at(orphan, at=begun)
                self._try_to_help(orphan, report)
            if len(orphans) < BATCH or (self._now() - begun).total_seconds() > self._time_s:
                break
            after = (orphans[-1].sweep_after or begun, orphans[-1].id)
        self._say_ended(report, begun)
        return report

    def _say_ended(self, report: SweepReport, begun: Time) -> None:
        log.info(
            "sweep.ended",
            scanned=report.scanned,
            driven=report.driven,
            failed=report.failed,
            tidied=report.tidied,
            spared=report.spared,
            errors=report.stuck,
            overdue=report.overdue,
            oldest_unsettled_s=round(report.oldest_unsettled_s, 1),
            outbox_lag_s=round(report.outbox_lag_s, 1),
            duration_s=round((self._now() - begun).total_seconds(), 3),
        )

    def _try_to_help(self, orphan: Job, report: SweepReport) -> None:
        """Help one orphan; one that cannot be helped now holds up no other; the next run finds it again."""
        try:
            self._help(orphan, report)
        except (TransientError, Unavailable, InvariantBroken) as error:
            report.stuck += 1
            report.overdue += _is_overdue(orphan, at=self._now())
            news.tell("orphan.stuck", orphan, severity="error", **failure(error))

    def _help(self, orphan: Job, report: SweepReport) -> None:
        if orphan.settled:
            self._tidy(orphan, report)
            return
        at = self._now()
        job = self._end_or_drive(orphan.id, at)
        if job is None:
            report.spared += 1
        elif job.settled:
            report.failed += 1
            news.tell_settled(job)
        else:
            report.driven += 1
            report.overdue += _is_overdue(job, at=at)
            news.tell("orphan.driven", job, severity="warning")
            if orphan.lease_expires_at is not None:
                endings.tell_lost(job)
            push(self._queue, job)

    def _end_or_drive(self, job_id: str, at: Time) -> Job | None:
        """Fail one orphan or send it again, deciding on a fresh read; None if it no longer needs help."""

        def body(tx: Tx) -> Job | None:
            job = tx.get(documents.job(job_id))
            if job is not None and job.updated_at == at:
                return job  # our own commit, whose reply was lost
            if job is None or job.settled or job.sweep_after is None or job.sweep_after > at:
                return None
            end = lifecycle.given_up(job, at=at, errors_max=ERRORS_MAX)
            if end is not None:
                account = tx.get(documents.account(job.account_id))
                return journal.settle(tx, job, account, end, at=at)
            lost_attempt = job.lease_expires_at is not None
            return journal.write(tx, lifecycle.driven(job, at=at, errors=int(lost_attempt)), "driven")

        return self._store.transact(body)

    def _tidy(self, job: Job, report: SweepReport) -> None:
        """Remove what lies in a settled job's folder and is not its video; all of it once it was deleted.

        Once a job is deleted, no other can begin with its video; those that did already still need it.
        """
        if job.deleted_at is not None and self._is_needed(job):
            at = self._now()
            self._change(job, lambda tx, fresh: tx.put(documents.job(fresh.id), lifecycle.kept(fresh, at=at)))
            news.tell("orphan.kept", job)
            report.spared += 1
            return
        video = self._store.get(documents.video(job.video_id)) if job.video_id else None
        kept = set()
        if video is not None and job.deleted_at is None:
            kept = {file.name for file in video.files}
        files = self._objects.list(f"{job.folder}/", limit=FILES_MAX)
        for file in files:
            if file.name not in kept:
                self._objects.delete(file.name)
        if len(files) < FILES_MAX:
            self._forget(job)
        news.tell("orphan.tidied", job, count=sum(file.name not in kept for file in files))
        report.tidied += 1

    def _forget(self, tidy: Job) -> None:
        """Note that nothing is owed any more."""

        def forget(tx: Tx, job: Job) -> None:
            tx.put(documents.job(job.id), lifecycle.tidied(job))
            if job.video_id and job.deleted_at:
                tx.delete(documents.video(job.video_id))

        self._change(tidy, forget)

    def _is_needed(self, job: Job) -> bool:
        """Return whether a job under way begins with this one's video."""
        states = (JobState.PENDING, JobState.PROCESSING)
        return any(self._store.find(queries.dependents(job.id, state=state, limit=1)) for state in states)

    def _change(self, seen: Job, change: Callable[[Tx, Job], object]) -> None:
        """Write down what was found, unless the job was deleted or published meanwhile."""

        def body(tx: Tx) -> None:
            job = tx.get(documents.job(seen.id))
            if job is not None and job.revision == seen.revision:
                change(tx, job)
            # else: moved, or our own commit, whose reply was lost

        self._store.transact(body)


def _is_overdue(job: Job, *, at: Time) -> bool:
    return not job.settled and at > job.deadline + timedelta(seconds=OVERDUE_S)
