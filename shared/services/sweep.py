"""The scheduled search for jobs that are owed something: a message, an end, or a tidy folder."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.clock import Now
from shared.errors import InvariantBroken, TransientError, Unavailable
from shared.log import failure, log
from shared.model import lifecycle
from shared.model.backoff import ERRORS_MAX
from shared.model.base import Time
from shared.model.job import Job, JobState
from shared.queue.base import StepQueue
from shared.services import journal
from shared.services.push import push
from shared.storage.base import ObjectStore
from shared.store import documents, queries
from shared.store.base import Store, Tx

BATCH = 100
BATCHES_MAX = 20
FILES_MAX = 100


@dataclass
class SweepReport:
    """What one sweep did."""

    driven: int = 0
    failed: int = 0
    tidied: int = 0
    spared: int = 0
    stuck: int = 0


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
                self._try_to_help(orphan, report)
            if len(orphans) < BATCH or (self._now() - begun).total_seconds() > self._time_s:
                break
            after = (orphans[-1].sweep_after or begun, orphans[-1].id)
        log.info("sweep.ended", count=report.driven + report.failed + report.tidied, errors=report.stuck)
        return report

    def _try_to_help(self, orphan: Job, report: SweepReport) -> None:
        """Help one orphan; one that cannot be helped now holds up no other; the next run finds it again."""
        try:
            self._help(orphan, report)
        except (TransientError, Unavailable, InvariantBroken) as error:
            report.stuck += 1
            log.error("orphan.stuck", job_id=orphan.id, **failure(error))

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
            log.warning("orphan.failed", job_id=job.id, attempt=job.attempt)
            journal.say_settled(job)
        else:
            report.driven += 1
            log.warning("orphan.driven", job_id=job.id, attempt=job.attempt, epoch=job.epoch)
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
