"""Lets due tasks go, and decides what each answer means for its task."""

import asyncio
from collections.abc import Callable, Coroutine

from infra.local.cloud_tasks.attempt import begin, finish, task_request
from infra.local.cloud_tasks.delivery import Answer, Delivery
from infra.local.cloud_tasks.messages import set_seconds
from infra.local.cloud_tasks.record import Ending, QueueRecord, TaskRecord
from infra.local.cloud_tasks.store import Store
from infra.local.cloud_tasks.tokens import Tokens


class Dispatcher:
    """Runs one timer per queue, set for the moment its next task may go; nothing polls."""

    def __init__(self, store: Store, delivery: Delivery, tokens: Tokens, *, now: Callable[[], float]) -> None:
        self._store = store
        self._delivery = delivery
        self._tokens = tokens
        self._now = now
        self._timers: dict[QueueRecord, asyncio.TimerHandle] = {}
        self._attempts: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Take up what an earlier process left."""
        for queue in self._store.queues.values():
            self.pump(queue)

    async def stop(self) -> None:
        """End all attempts; a later process sends them again."""
        for timer in self._timers.values():
            timer.cancel()
        for attempt in self._attempts:
            attempt.cancel()
        await asyncio.gather(*self._attempts, return_exceptions=True)

    def admit(self, queue: QueueRecord, task: TaskRecord) -> None:
        """Put a new task in line, unless it was deleted before it was committed."""
        if queue.tasks.get(task.name) is task:
            queue.line.add(task)
            self.pump(queue)

    def pump(self, queue: QueueRecord) -> None:
        """Start every attempt that may start now, and set the timer for the next."""
        while (task := queue.line.take(self._now())) is not None:
            self._start(queue, task, in_line=True, asked_at_s=None)
        if timer := self._timers.pop(queue, None):
            timer.cancel()
        wait_s = queue.line.wait_s(self._now())
        if wait_s is not None:
            loop = asyncio.get_running_loop()
            self._timers[queue] = loop.call_later(wait_s, self.pump, queue)

    def force(self, queue: QueueRecord, task: TaskRecord) -> None:
        """Dispatch a task now, whatever holds it back; it loses its place in the line."""
        task.turn += 1
        self._start(queue, task, in_line=False, asked_at_s=self._now())

    def _start(
        self, queue: QueueRecord, task: TaskRecord, *, in_line: bool, asked_at_s: float | None
    ) -> None:
        begin(queue, task, now_s=self._now())
        self._store.save(task)
        if task.duplicated:
            task.duplicated = False
            queue.dispatched += 1
            self._spawn(self._send_unheeded(queue, task))
        self._spawn(self._attempt(queue, task, in_line=in_line, asked_at_s=asked_at_s))

    def _spawn(self, attempt: Coroutine[None, None, None]) -> None:
        running = asyncio.get_running_loop().create_task(attempt)
        self._attempts.add(running)
        running.add_done_callback(self._attempts.discard)

    async def _attempt(
        self, queue: QueueRecord, task: TaskRecord, *, in_line: bool, asked_at_s: float | None
    ) -> None:
        answer = await self._send(queue, task)
        if in_line:
            queue.line.left()
        task.attempts_open -= 1
        if queue.tasks.get(task.name) is task:
            self._settle(queue, task, answer, asked_at_s)
        if self._store.queues.get(queue.message.name) is queue:
            self.pump(queue)

    async def _send(self, queue: QueueRecord, task: TaskRecord) -> Answer:
        return await self._delivery.send(**task_request(queue, task, self._tokens))

    async def _send_unheeded(self, queue: QueueRecord, task: TaskRecord) -> None:
        await self._send(queue, task)

    def _settle(self, queue: QueueRecord, task: TaskRecord, answer: Answer, asked_at_s: float | None) -> None:
        now_s = self._now()
        finish(task, answer, now_s=now_s)
        if answer.succeeded:
            self._store.end_task(queue, task, Ending.DONE)
            return
        if task.attempts_open:  # forced beside this one; the last to end decides
            self._store.save(task)
            return
        policy = queue.policy_of(task)
        attempts = task.message.dispatch_count
        since_first_s = now_s - task.first_dispatch_s
        if policy.gives_up(attempts, since_first_s=since_first_s, age_s=now_s - task.created_s):
            self._store.end_task(queue, task, Ending.GAVE_UP)
            return
        wait_s = max(policy.backoff_s(attempts), answer.retry_after_s)
        task.due_s = (asked_at_s or now_s) + wait_s
        set_seconds(task.message.schedule_time, task.due_s)
        self._store.save(task)
        queue.line.add(task)
