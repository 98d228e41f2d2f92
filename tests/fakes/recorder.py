"""What stands for the background: it notes what came."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.model.job import Job
from shared.model.messages import StepMessage


@dataclass
class Recorder:
    """Stands for worker, sweep, reconcile and callbacks: notes what came, fails when told to."""

    seen: list[Any] = field(default_factory=list)
    error: Exception | None = None
    report: Any = None

    def run(self, *given: Any) -> Any:
        self.seen.append(given)
        if self.error is not None:
            raise self.error
        return self.report

    def wavespeed(self, headers: Mapping[str, str], body: bytes, job_id: str) -> None:
        self.run(headers, body, job_id)

    def push(self, job: Job, *, segment: int | None = None, due: datetime | None = None) -> None:
        self.run(StepMessage.of(job, segment))
