"""What the server holds in memory about one queue and one task."""

from dataclasses import dataclass, field
from enum import StrEnum

from infra.local.cloud_tasks.line import Line
from infra.local.cloud_tasks.messages import QueueMessage, TaskMessage, seconds_of
from infra.local.cloud_tasks.names import short_id
from infra.local.cloud_tasks.retry import RetryPolicy


class Ending(StrEnum):
    """How a task left its queue."""

    DONE = "done"
    GAVE_UP = "gave_up"
    DELETED = "deleted"


@dataclass(slots=True, eq=False)
class TaskRecord:
    """A live task: the message its owner sees, and what only the dispatcher knows."""

    message: TaskMessage
    due_s: float
    created_s: float
    # Responses that count as executions: none for attempts without one, nor for 5xx.
    executions: int = 0
    previous_status: int | None = None
    attempts_open: int = 0
    # Changes whenever an earlier place in the line is no longer valid.
    turn: int = 0
    duplicated: bool = False

    @property
    def name(self) -> str:
        """The full resource name."""
        return str(self.message.name)

    @property
    def first_dispatch_s(self) -> float:
        """When the first attempt began."""
        return seconds_of(self.message.first_attempt.dispatch_time)


@dataclass(slots=True, eq=False)
class QueueRecord:
    """A queue with its live tasks and the names it still reserves."""

    message: QueueMessage
    line: Line[TaskRecord]
    tasks: dict[str, TaskRecord] = field(default_factory=dict)
    # Name of an ended task: until when it stays reserved.
    tombstones: dict[str, float] = field(default_factory=dict)
    endings: dict[Ending, int] = field(default_factory=lambda: dict.fromkeys(Ending, 0))
    dispatched: int = 0

    @property
    def id(self) -> str:
        """The short id."""
        return short_id(self.message.name)

    def policy_of(self, task: TaskRecord) -> RetryPolicy:
        """Return the retry policy of a task: its own, or else the queue's."""
        if task.message.HasField("retry_config"):
            return RetryPolicy.of(task.message.retry_config)
        return RetryPolicy.of(self.message.retry_config)

    def counts(self) -> dict[str, int]:
        """Count this queue's tasks, for tests that watch from outside."""
        running = sum(1 for task in self.tasks.values() if task.attempts_open)
        return {
            "pending": len(self.tasks) - running,
            "running": running,
            **{ending.value: count for ending, count in self.endings.items()},
            "dispatched": self.dispatched,
        }
