"""Faults on request: what a test wants to go wrong with the next tasks of a queue."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

FAULTS_MAX = 100


class FaultKind(StrEnum):
    """What goes wrong."""

    DUPLICATE = "duplicate"  # dispatched twice at once
    LOST_REPLY = "lost_reply"  # created, and the caller hears UNAVAILABLE
    DROP = "drop"  # accepted, listed, and not dispatched before a restart
    DELAY = "delay"  # dispatched `delay_s` after its time
    REJECT = "reject"  # refused with RESOURCE_EXHAUSTED


class Fault(BaseModel):
    """One order for something to go wrong, `times` times; the control route's JSON."""

    model_config = ConfigDict(extra="forbid")

    kind: FaultKind
    queue: str = Field(min_length=1, max_length=100)
    times: int = Field(default=1, ge=1, le=100_000, strict=True)
    delay_s: float = Field(default=0.0, ge=0, le=86_400)


class Faults:
    """The faults that are still owed."""

    def __init__(self) -> None:
        self._owed: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Owe one more fault.

        Raises:
            ValueError: too many are owed already.
        """
        if len(self._owed) >= FAULTS_MAX:
            raise ValueError(f"at most {FAULTS_MAX} faults at a time; DELETE /_faults first")
        self._owed.append(fault)

    def clear(self) -> None:
        """Owe nothing more."""
        self._owed.clear()

    def next_for(self, queue_id: str) -> Fault | None:
        """Use up one fault of this queue, in the order they were added."""
        for fault in self._owed:
            if fault.queue == queue_id:
                fault.times -= 1
                if fault.times == 0:
                    self._owed.remove(fault)
                return fault
        return None
