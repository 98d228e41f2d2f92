"""How a job goes on after something larger went wrong: an outage, or a database of an earlier time."""

from shared.model import lifecycle
from shared.model.base import Time
from shared.model.job import OURSELVES, Job
from shared.model.memo import Intended, Unsubmitted
from shared.model.segment import Segmented

EPOCHS_AHEAD = 1000
"""How many epochs a restored job leaves out: more than it can have seen between then and now, so that no
task of that time has its names, no message its epoch and no attempt its fence."""


def anew(job: Job, *, at: Time) -> Job:
    """Send a job again and give it as much time as it had when it was ordered."""
    allowed = job.deadline - job.created_at
    return lifecycle.driven(job, at=at).model_copy(update={"deadline": max(job.deadline, at + allowed)})


def restored(job: Job, *, at: Time) -> Job:
    """Send a job again whose document is of an earlier time: what it has asked for since then is not in it.

    An order that it has not placed may have been placed, so it counts as one whose answer was lost: it is
    looked up by its reference. Where a look-up sees everything it is placed again if it is not there.
    """
    after = anew(job, at=at)
    memo = after.memo
    if isinstance(memo, Unsubmitted) and job.provider != OURSELVES:
        memo = Intended(at=job.created_at, order=job.orders, refused=True)
    elif isinstance(memo, Segmented):
        ahead = (s.model_copy(update={"epoch": s.epoch + EPOCHS_AHEAD}) for s in memo.segments)
        memo = memo.model_copy(update={"segments": tuple(ahead)})
    return after.model_copy(update={"memo": memo, "epoch": after.epoch + EPOCHS_AHEAD})
