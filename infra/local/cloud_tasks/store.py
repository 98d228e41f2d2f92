"""Queues, tasks and reserved names: in memory for reading, in the journal for keeps."""

from collections import deque
from collections.abc import Callable

from grpc import StatusCode

from infra.local.cloud_tasks import archive
from infra.local.cloud_tasks.bucket import TokenBucket
from infra.local.cloud_tasks.errors import ApiError, queue_not_found
from infra.local.cloud_tasks.journal import Journal
from infra.local.cloud_tasks.line import Line
from infra.local.cloud_tasks.messages import STATE_PAUSED, Queue, QueueMessage
from infra.local.cloud_tasks.names import queue_of_task
from infra.local.cloud_tasks.record import Ending, QueueRecord, TaskRecord

# How many expired names one change may free: bounded, and faster than names can be added.
_FREED_AT_ONCE = 10


class Store:
    """All state of the server. Every change is in the next commit; callers wait for that."""

    def __init__(
        self,
        journal: Journal,
        *,
        now: Callable[[], float],
        task_tombstone_s: float,
        queue_tombstone_s: float,
    ) -> None:
        self.journal = journal
        self.queues: dict[str, QueueRecord] = {}
        self._now = now
        self._task_tombstone_s = task_tombstone_s
        self._queue_tombstone_s = queue_tombstone_s
        self._gone_queues: dict[str, float] = {}
        # Reserved names in the order they expire: (until, queue name, task name).
        self._reserved: deque[tuple[float, str, str]] = deque()

    def load(self) -> None:
        """Read back what an earlier process left; tasks in flight then wait for their turn."""
        connection = self.journal.connection
        archive.create_tables(connection)
        for name, message, until_s in archive.queue_rows(connection):
            if message is None:
                self._gone_queues[name] = until_s or 0.0
            else:
                self.queues[name] = self._record_of(Queue.FromString(message))
        for row in archive.task_rows(connection):
            queue_name = queue_of_task(row.name)
            queue = self.queues[queue_name]
            if row.record is not None:
                queue.tasks[row.name] = row.record
                queue.line.add(row.record)
            elif row.ending is not None:
                queue.endings[row.ending] += 1
                self._reserve(queue, row.name, row.reserved_until_s)

    def queue(self, name: str) -> QueueRecord:
        """Return a queue, or raise NOT_FOUND."""
        queue = self.queues.get(name)
        if queue is None:
            raise queue_not_found()
        return queue

    def add_queue(self, message: QueueMessage) -> QueueRecord:
        """Add a queue whose message is checked already."""
        if message.name in self.queues:
            raise ApiError(StatusCode.ALREADY_EXISTS, "Queue already exists")
        if self._gone_queues.get(message.name, 0.0) > self._now():
            raise ApiError(
                StatusCode.FAILED_PRECONDITION,
                "The queue cannot be created because a queue with this name existed too recently.",
            )
        queue = self.queues[message.name] = self._record_of(message)
        self.journal.write(archive.put_queue(queue))
        return queue

    def change_queue(self, queue: QueueRecord, message: QueueMessage) -> None:
        """Replace a queue's message; rate, concurrency and pause apply at once."""
        queue.message = message
        rates = message.rate_limits
        queue.line.paused = message.state == STATE_PAUSED
        queue.line.concurrent_max = rates.max_concurrent_dispatches
        queue.line.bucket.set_rate(
            rate_per_s=rates.max_dispatches_per_second,
            burst=rates.max_burst_size,
            now_s=self._now(),
        )
        self.journal.write(archive.put_queue(queue))

    def remove_queue(self, queue: QueueRecord) -> None:
        """Remove a queue with all its tasks; its own name stays reserved for a while."""
        name = queue.message.name
        until_s = self._gone_queues[name] = self._now() + self._queue_tombstone_s
        queue.tasks.clear()
        queue.tombstones.clear()
        queue.line.clear()
        del self.queues[name]
        self.journal.write(archive.remove_queue(name, reserved_until_s=until_s))
        self.journal.write(archive.remove_tasks_of(name))

    def purge(self, queue: QueueRecord) -> None:
        """Remove all tasks of a queue; their names stay reserved for a while."""
        until_s = self._now() + self._task_tombstone_s
        queue.endings[Ending.DELETED] += len(queue.tasks)
        for name in queue.tasks:
            self._reserve(queue, name, until_s)
        queue.tasks.clear()
        queue.line.clear()
        self.journal.write(
            archive.end_tasks_of(queue.message.name, reserved_until_s=until_s),
        )

    def add_task(self, queue: QueueRecord, task: TaskRecord, then: Callable[[], None]) -> None:
        """Add a live task; `then` is called once it is committed, before anybody is answered."""
        name = task.name
        if name in queue.tasks or queue.tombstones.get(name, 0.0) > self._now():
            raise ApiError(StatusCode.ALREADY_EXISTS, "Requested entity already exists")
        queue.tasks[name] = task
        self.journal.write(archive.put_task(task), then=then)
        self._free_expired()

    def save(self, task: TaskRecord) -> None:
        """Keep what an attempt has changed."""
        self.journal.write(archive.save_progress(task))

    def end_task(self, queue: QueueRecord, task: TaskRecord, ending: Ending) -> None:
        """End a live task; its name stays reserved for a while."""
        until_s = self._now() + self._task_tombstone_s
        name = task.name
        task.turn += 1
        del queue.tasks[name]
        queue.endings[ending] += 1
        self._reserve(queue, name, until_s)
        self.journal.write(archive.end_task(name, ending, reserved_until_s=until_s))
        self._free_expired()

    def _record_of(self, message: QueueMessage) -> QueueRecord:
        rates = message.rate_limits
        bucket = TokenBucket(
            rate_per_s=rates.max_dispatches_per_second,
            burst=rates.max_burst_size,
            now_s=self._now(),
        )
        line: Line[TaskRecord] = Line(
            bucket,
            concurrent_max=rates.max_concurrent_dispatches,
            paused=message.state == STATE_PAUSED,
        )
        return QueueRecord(message, line)

    def _reserve(self, queue: QueueRecord, name: str, until_s: float) -> None:
        queue.tombstones[name] = until_s
        self._reserved.append((until_s, queue.message.name, name))

    def _free_expired(self) -> None:
        now_s = self._now()
        for _ in range(_FREED_AT_ONCE):
            if not self._reserved or self._reserved[0][0] > now_s:
                return
            until_s, queue_name, name = self._reserved.popleft()
            queue = self.queues.get(queue_name)
            if queue is not None and queue.tombstones.get(name) == until_s:
                del queue.tombstones[name]
                self.journal.write(archive.free_name(name))
