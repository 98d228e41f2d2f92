"""A provider says that something happened: a hint that brings the next poll forward, never a fact."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from shared.clock import Now
from shared.errors import NotAuthenticated
from shared.log import log
from shared.model import lifecycle
from shared.model.cost import NOT_CHARGED
from shared.model.job import Job
from shared.model.memo import Submitted
from shared.queue.base import StepQueue
from shared.services import journal, news
from shared.services.push import push
from shared.store import documents
from shared.store.base import Store, Tx

GAP_MIN_S = 1
"""A job is not polled more often than this, however many hints come."""

Verify = Callable[[Mapping[str, str], bytes], str]
"""Checks a callback's signature and age, raises NotAuthenticated, and returns the prediction it names."""


class Callbacks:
    """Wakes jobs. What a callback says about a prediction is never used: the poll asks the provider."""

    def __init__(self, store: Store, queue: StepQueue, verify: Mapping[str, Verify], *, now: Now) -> None:
        self._store = store
        self._queue = queue
        self._verify = verify
        self._now = now

    def wavespeed(self, headers: Mapping[str, str], body: bytes, job_id: str) -> None:
        """Wake the job that owns the prediction which a signed WaveSpeed callback names.

        Raises:
            NotAuthenticated: the signature is missing, wrong or too old.
        """
        try:
            prediction_id = self._verify["wavespeed"](headers, body)
        except NotAuthenticated:
            log.warning("callback.refused", provider="wavespeed")
            raise
        owner = self._store.get(documents.prediction_owner("wavespeed", prediction_id))
        # Before we have recorded the prediction, the address we gave with the order says who is meant.
        woken = self._wake(owner.job_id if owner else job_id, None if owner is None else prediction_id)
        if woken is not None:
            news.tell("job.woken", woken)
            push(self._queue, woken)
        elif owner is not None:
            self._say_idle(owner.job_id)
        else:
            log.info("callback.idle", provider="wavespeed")

    def _say_idle(self, job_id: str) -> None:
        """Tell of a callback that changes nothing; one for a job that was given up may mean a paid video."""
        job = self._store.get(documents.job(job_id))
        if job is None:
            return
        if job.error is not None and job.error.code not in NOT_CHARGED:
            news.tell("completion.late", job, severity="warning", reason_code="callback")
        else:
            news.tell("callback.idle", job)

    def _wake(self, job_id: str, prediction_id: str | None) -> Job | None:
        """Give the job a new epoch at once, if it is waiting for its provider; its old message is void."""
        at = self._now()

        def body(tx: Tx) -> Job | None:
            job = tx.get(documents.job(job_id))
            if job is None or job.settled or not job.at_provider or job.leased(at):
                return None
            if job.updated_at == at:
                return job  # our own commit, whose reply was lost
            if prediction_id is not None and not _waits_for(job, prediction_id):
                return None
            if job.checked_at is not None and at - job.checked_at < timedelta(seconds=GAP_MIN_S):
                return None
            return journal.write(tx, lifecycle.driven(job, at=at), None)

        return self._store.transact(body)


def _waits_for(job: Job, prediction_id: str) -> bool:
    return isinstance(job.memo, Submitted) and job.memo.prediction_id == prediction_id
