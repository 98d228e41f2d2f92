"""The jobs of a simulator: made at submit, rendered meanwhile, finished by the clock."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from infra.local.simulators.directives import Directives
from infra.local.simulators.film.render import Film, Renderer, RenderError
from infra.local.simulators.film.still import ImageError
from infra.local.simulators.record import prompt_hash

JOBS_MAX = 20_000
SECONDS_PER_SECOND = 12.0
"""How long a real provider takes, very roughly, per second of video."""
CREATED_SHARE = 0.15
"""The share of its time in which a job is still waiting for a machine."""
Stage = Literal["created", "processing", "finished"]
Fault = Literal["policy", "busy", "input", "internal"]


class JobError(Exception):
    """A job cannot succeed; `fault` says why in our words, the message in the provider's."""

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault: Fault = fault


@dataclass
class Job:
    """One accepted order. What the wire shows of it is the provider's business."""

    id: str
    model: str
    prompt: str
    directives: Directives
    inputs: dict[str, Any]
    seed: int | None
    duration_s: int
    takes_s: float
    fault: Fault | None = None
    error: str = ""
    base_url: str = ""
    webhook_url: str | None = None
    created_at_ns: int = field(default_factory=time.time_ns)
    begun_at_s: float = field(default_factory=time.monotonic)
    ended: bool = False
    files: list[Path] = field(default_factory=list)
    delivered: list[dict[str, Any]] = field(default_factory=list)
    polls: int = 0
    looks_at_end: int = 0
    urls_spent: int = 0

    @property
    def stage(self) -> Stage:
        """Where the job is now, by the clock."""
        if self.ended:
            return "finished"
        age_s = time.monotonic() - self.begun_at_s
        return "created" if age_s < self.takes_s * CREATED_SHARE else "processing"

    @property
    def created_at(self) -> str:
        """When it was accepted, RFC 3339 in UTC with nanoseconds."""
        seconds, nanoseconds = divmod(self.created_at_ns, 1_000_000_000)
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{nanoseconds:09d}Z"

    def summary(self) -> dict[str, Any]:
        """Return the line of `GET /_jobs`."""
        return {
            "id": self.id,
            "model": self.model,
            "prompt_hash": prompt_hash(self.prompt),
            "seed": self.seed,
            "stage": self.stage,
            "fault": self.fault,
            "error": self.error,
            "created_at": self.created_at,
            "takes_s": self.takes_s,
            "polls": self.polls,
        }


Work = Callable[[], Awaitable[list[Film]]]
Step = Callable[[Job], Awaitable[None]]


class Jobs:
    """All jobs of one simulator; each has one task from submit to its end."""

    def __init__(self, renderer: Renderer, *, speed: float, deliver: Step, announce: Step) -> None:
        self._renderer = renderer
        self._speed = speed
        self._deliver = deliver
        self._announce = announce
        self._tasks: set[asyncio.Task[None]] = set()
        self.by_id: dict[str, Job] = {}

    def takes_s(self, duration_s: int, directives: Directives) -> float:
        """Return how long a job runs; `[slow:N]` is N seconds whatever the speed."""
        if directives.slow_s is not None:
            return directives.slow_s
        return duration_s * SECONDS_PER_SECOND / self._speed

    def start(self, job: Job, clips: Work) -> None:
        """Accept `job` and begin to work on it; `clips` says what to render."""
        while len(self.by_id) >= JOBS_MAX:
            self.by_id.pop(next(iter(self.by_id)))
        self.by_id[job.id] = job
        task = asyncio.create_task(self._live(job, clips))
        self._tasks.add(task)
        task.add_done_callback(lambda ended: self._forget(ended, job))

    def newest_first(self) -> list[Job]:
        """Return every job that is still known."""
        return list(reversed(self.by_id.values()))

    async def clear(self) -> None:
        """Forget all jobs and kill what they are rendering."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.by_id.clear()

    def _forget(self, task: asyncio.Task[None], job: Job) -> None:
        """Let go of a task; a mistake of ours in it must not look like `[hang]`."""
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            job.fault, job.error, job.ended = "internal", f"simulator: {error!r}", True
            logging.getLogger(__name__).error("job %s broke the simulator", job.id, exc_info=error)

    async def _live(self, job: Job, clips: Work) -> None:
        if "hang" in job.directives:
            return
        due_s = job.begun_at_s + job.takes_s
        try:
            if job.fault is None:
                job.files = [await self._renderer.render(clip) for clip in await clips()]
                await self._deliver(job)
        except ImageError as error:
            job.fault, job.error = "input", f"The input image is not usable: {error}"
        except RenderError as error:
            job.fault, job.error = "internal", f"The video could not be made: {error}"
        except JobError as error:
            job.fault, job.error = error.fault, str(error)
        await asyncio.sleep(max(0.0, due_s - time.monotonic()))
        job.ended = True
        await self._announce(job)
