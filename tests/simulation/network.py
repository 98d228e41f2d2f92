"""From a commit to a worker in two lossy hops: Cloud Tasks decides when, Pub/Sub decides who."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from shared.errors import Unavailable
from shared.model.job import Job
from shared.model.messages import StepMessage
from tests.simulation.faults import Faults
from tests.simulation.kill_points import push_name
from tests.simulation.surroundings import Surroundings
from tests.simulation.world import START, World

PUBLISH_TRIES_MAX = 5
DELIVERIES_MAX = 10
ACK_DEADLINE_S = 600.0
EVENT_AGE_MAX_S = 3600.0
REDELIVERED_MAX_S = (30.0, 700.0)
"""Within which time a message comes again whose first run is still under way: soon, or past its lease."""
NAMES_KEPT_S = 3600.0
"""For how long Cloud Tasks refuses a name again: documented as about an hour."""


class Network:
    """A `StepQueue`, and everything that can happen to a message after it was taken."""

    def __init__(
        self, world: World, faults: Faults, around: Surroundings, run: Callable[[StepMessage], None]
    ) -> None:
        self._world = world
        self._faults = faults
        self._around = around
        self._run = run
        self._names: dict[tuple[str, int | None, int], float] = {}
        self._dies_s = world.random.uniform(0, 600) if faults.hit("queue.dies") else None
        """From then on it takes messages and delivers none, for ever."""
        self.under_way = 0
        self.taken: Counter[str] = Counter()
        """Tasks by job."""

    def push(self, job: Job, *, segment: int | None = None, due: datetime | None = None) -> None:
        name = push_name(job)
        self._world.at(f"pre-{name}")
        if self._around.lost("push.lost_before"):
            raise Unavailable("The queue does not answer.")
        self._take(StepMessage.of(job, segment), due)
        self._world.at(f"post-{name}")
        if self._faults.hit("push.lost_after"):
            raise Unavailable("The queue does not answer.")

    def _take(self, message: StepMessage, due: datetime | None) -> None:
        name, time = (message.job_id, message.segment, message.epoch), self._world.time
        if time - self._names.get(name, -NAMES_KEPT_S) < NAMES_KEPT_S:
            return
        self._names[name] = time
        self.taken[message.job_id] += 1
        wait_s = 0.0 if due is None else max(0.0, (due - START).total_seconds() - time)
        if self._faults.hit("task.delayed"):
            wait_s += self._world.random.uniform(5, 400)
        self._later(wait_s, lambda: self._publish(message, 1))
        if self._faults.hit("task.dispatched_twice"):
            self._later(wait_s + self._near(), lambda: self._publish(message, 1))

    def _publish(self, message: StepMessage, tries: int) -> None:
        """The task calls Pub/Sub; without an answer it calls again, a few times."""
        lost_before = self._around.down or self._faults.hit("publish.lost_before")
        self._world.crashes["task:pre-publish"] += lost_before
        if not lost_before:
            self._later(self._near(), lambda: self._deliver(message, 1, self._world.time))
        lost_after = not lost_before and self._faults.hit("publish.lost_after")
        self._world.crashes["task:post-publish"] += lost_after
        if (lost_before or lost_after) and tries < PUBLISH_TRIES_MAX:
            self._later(2.0**tries, lambda: self._publish(message, tries + 1))

    def _deliver(self, message: StepMessage, tries: int, published_s: float) -> None:
        dead = self._dies_s is not None and self._world.time > self._dies_s
        if dead or self._faults.hit("message.lost") or self._world.time - published_s > EVENT_AGE_MAX_S:
            return
        self._start(message, tries, published_s)
        if self._faults.hit("message.duplicate"):
            self._later(self._near(), lambda: self._start(message, tries, published_s))
        if self._faults.hit("message.redelivered_while_running"):
            wait_s = self._world.random.uniform(1, self._world.random.choice(REDELIVERED_MAX_S))
            self._later(wait_s, lambda: self._start(message, tries, published_s))

    def _start(self, message: StepMessage, tries: int, published_s: float) -> None:
        name = f"{message.job_id[:5]} epoch {message.epoch}"
        process = self._world.spawn("worker", lambda: self._received(message), name)
        process.message_epoch = message.epoch
        process.message_segment = message.segment

        def acknowledged() -> None:
            """Deliver again what was not acknowledged."""
            failed = process.crashed or process.error is not None
            if (failed or not process.ended) and tries < DELIVERIES_MAX:
                self._deliver(message, tries + 1, published_s)

        backoff_s = min(600.0, 10.0 * 2 ** (tries - 1))
        wait_s = ACK_DEADLINE_S if self._world.random.random() < 0.3 else backoff_s
        self._later(wait_s, acknowledged)

    def _received(self, message: StepMessage) -> None:
        self._world.at("recv")
        self._run(message)
        self._world.at("pre-ack")

    def _near(self) -> float:
        """Return a short delay; copies of a message come so close that they meet."""
        return self._world.random.random() ** 3 * 5

    def _later(self, wait_s: float, event: Callable[[], None]) -> None:
        self.under_way += 1

        def happen() -> None:
            self.under_way -= 1
            event()

        self._world.after(wait_s, happen)
