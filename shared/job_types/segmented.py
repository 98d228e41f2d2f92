"""What we make ourselves with ffmpeg: look at the source, let its segments be encoded, join them."""

from shared.errors import InvariantBroken
from shared.job_types.base import Tools
from shared.model.job import Job
from shared.model.memo import Unsubmitted
from shared.model.outcome import Done, Outcome, Split
from shared.model.segment import Segmented


def attempt(job: Job, tools: Tools) -> Outcome:
    """Do the next bounded thing; the segments have attempts of their own."""
    match job.memo:
        case Unsubmitted():
            return Split(tools.survey(job))
        case Segmented():
            return Done(tools.join(job), leftovers=True)
        case _:
            raise InvariantBroken(f"job {job.id} was asked of a provider and is ours")
