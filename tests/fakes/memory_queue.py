"""A queue in memory, as strict as Cloud Tasks about names: one is used once, for ever."""

from dataclasses import dataclass
from datetime import datetime

from shared.errors import Unavailable
from shared.model.job import Job
from shared.model.messages import StepMessage


@dataclass(frozen=True)
class Asked:
    message: StepMessage
    due: datetime | None


class MemoryQueue:
    """A `StepQueue`. `asked` is all that was taken; `waiting` what was not yet delivered."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.waiting: list[Asked] = []
        self.down = False
        self.loses = False
        """Takes messages and never delivers them."""
        self._names: set[StepMessage] = set()

    def push(self, job: Job, *, segment: int | None = None, due: datetime | None = None) -> None:
        if self.down:
            raise Unavailable("The queue does not answer.")
        message = StepMessage.of(job, segment)
        if message in self._names:
            return
        self._names.add(message)
        asked = Asked(message, due)
        self.asked.append(asked)
        if not self.loses:
            self.waiting.append(asked)

    def due_first(self) -> Asked | None:
        """Take the message that is due first."""
        if not self.waiting:
            return None
        first = min(self.waiting, key=lambda asked: asked.due.timestamp() if asked.due else 0)
        self.waiting.remove(first)
        return first
