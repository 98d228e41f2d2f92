"""After an outage or a restore: every unsettled job is sent again, with its time anew."""

from dataclasses import dataclass
from datetime import timedelta

from shared.clock import Now
from shared.log import hashed
from shared.model import recovery
from shared.model.base import Time
from shared.model.job import Job
from shared.queue.base import StepQueue
from shared.services import journal, news
from shared.services.push import push
from shared.store import documents, queries
from shared.store.base import Store, Tx

BATCH = 100
BATCHES_MAX = 200
AHEAD = timedelta(days=366)
"""Nothing is owed to an unsettled job later than that."""


@dataclass
class RecoveryReport:
    """How many jobs were sent again, how many were left alone, and whether there may be more."""

    since: Time
    driven: int = 0
    left_alone: int = 0
    more: bool = False


@dataclass(frozen=True)
class Which:
    """Which jobs, and why: of one provider or all; those that changed after `since` have been helped."""

    provider: str | None
    restored: bool
    since: Time
    reason: str
    actor: str


class Recovery:
    """Sends many jobs again, for operators. It may be stopped and called again at any time.

    After `time_s` seconds it begins no further batch.
    """

    def __init__(self, store: Store, queue: StepQueue, *, now: Now, time_s: float) -> None:
        self._store = store
        self._queue = queue
        self._now = now
        self._time_s = time_s

    def run(self, which: Which) -> RecoveryReport:
        """Send every unsettled job again, each in a commit of its own.

        One that an attempt is at work on is left alone, unless the database was restored.
        """
        report, begun = RecoveryReport(since=which.since), self._now()
        after: queries.After = None
        for _ in range(BATCHES_MAX):
            owed = self._store.find(queries.orphans(before=begun + AHEAD, limit=BATCH, after=after))
            for job in owed:
                self._help(job, which, report)
            if len(owed) < BATCH:
                return report
            after = (owed[-1].sweep_after or begun, owed[-1].id)
            if (self._now() - begun).total_seconds() > self._time_s:
                break
        report.more = True
        return report

    def _help(self, seen: Job, which: Which, report: RecoveryReport) -> None:
        at = self._now()

        def body(tx: Tx) -> Job | None:
            job = tx.get(documents.job(seen.id))
            if job is not None and job.updated_at == at:
                return job  # our own commit, whose reply was lost
            if job is None or not _is_meant(job, which, at=at):
                return None
            change = recovery.restored if which.restored else recovery.anew
            kind = "restored" if which.restored else "redriven"
            return journal.write(tx, change(job, at=at), kind, reason=which.reason, actor=which.actor)

        job = self._store.transact(body) if _is_meant(seen, which, at=at) else None
        if job is None:
            report.left_alone += 1
            return
        report.driven += 1
        news.tell("job.redriven", job, severity="warning", actor_hash=hashed(which.actor))
        push(self._queue, job)


def _is_meant(job: Job, which: Which, *, at: Time) -> bool:
    if job.settled or job.updated_at >= which.since or which.provider not in {None, job.provider}:
        return False
    return which.restored or not job.leased(at)
