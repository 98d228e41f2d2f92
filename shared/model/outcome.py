"""What an attempt came to. The worker commits it; nothing else changes a job's state."""

from dataclasses import dataclass

from shared.errors import StepError, TransientError
from shared.model.base import Model
from shared.model.memo import Memo
from shared.model.segment import Segmented
from shared.model.video import Video


class JobError(Model):
    """Why a job failed: a code for programs, a sentence for the person, and what to do next."""

    code: str
    message: str
    next_step: str

    @classmethod
    def of(cls, error: StepError) -> "JobError":
        """Return the words of a step's error."""
        return cls(code=error.code, message=error.message, next_step=error.next_step)


@dataclass(frozen=True)
class Done:
    """The video is in our bucket and was measured: capture.

    `leftovers`: the job's folder also holds files that the video does not consist of.
    """

    video: Video
    leftovers: bool = False


@dataclass(frozen=True)
class Failed:
    """Trying again cannot help: release."""

    error: JobError


@dataclass(frozen=True)
class Snooze:
    """Come back in `delay_s` seconds. Not an error, unless it is the back-off after `error`."""

    delay_s: float
    memo: Memo
    stage: str
    progress: int | None = None
    error: TransientError | None = None


@dataclass(frozen=True)
class Retry:
    """An error that may pass: back off from `memo`, or fail when that happened too often."""

    error: TransientError
    memo: Memo


@dataclass(frozen=True)
class Split:
    """Go on in segments, each with a message and an attempt of its own."""

    memo: Segmented


Outcome = Done | Failed | Snooze | Retry | Split
