"""The order in which one queue's tasks may go, and what holds them back."""

import heapq
from itertools import count
from typing import Generic, Protocol, TypeVar

from infra.local.cloud_tasks.bucket import TokenBucket

# Below this length the void places in a heap are not worth looking for.
_SWEEP_MIN = 1000


class Waiting(Protocol):
    """What the line reads of a task."""

    due_s: float
    turn: int


T = TypeVar("T", bound=Waiting)


class Line(Generic[T]):
    """Tasks by due time, let go one by one as pause, rate and concurrency allow.

    A place in the line is valid as long as the task's `turn` has not changed since; taking,
    deleting and rescheduling change it, so nothing ever has to be searched for in the heap.
    Void places go when they come to the front, or when there may be as many of them as others.
    """

    def __init__(self, bucket: TokenBucket, *, concurrent_max: int, paused: bool = False) -> None:
        self.bucket = bucket
        self.concurrent_max = concurrent_max
        self.paused = paused
        self.running = 0
        self._heap: list[tuple[float, int, int, T]] = []
        self._numbers = count()
        self._sweep_at = _SWEEP_MIN

    def add(self, task: T) -> None:
        """Give the task a place at its due time; any earlier place becomes void."""
        task.turn += 1
        heapq.heappush(self._heap, (task.due_s, next(self._numbers), task.turn, task))
        if len(self._heap) > self._sweep_at:
            self._heap = [place for place in self._heap if place[2] == place[3].turn]
            heapq.heapify(self._heap)
            self._sweep_at = max(_SWEEP_MIN, 2 * len(self._heap))

    def take(self, now_s: float) -> T | None:
        """Take the next task that may run now; the caller says when it has `left`."""
        if self.paused or self.running >= self.concurrent_max or not self._due(now_s):
            return None
        if not self.bucket.take(now_s):
            return None
        task = heapq.heappop(self._heap)[3]
        task.turn += 1
        self.running += 1
        return task

    def clear(self) -> None:
        """Void every place."""
        for _due_s, _number, _turn, task in self._heap:
            task.turn += 1
        self._heap.clear()

    def left(self) -> None:
        """Free the place of a task whose attempt ended."""
        self.running -= 1

    def wait_s(self, now_s: float) -> float | None:
        """Return how long until `take` is worth calling; None: not before something changes."""
        if self.paused or self.running >= self.concurrent_max:
            return None
        self._drop_void()
        if not self._heap:
            return None
        return max(self._heap[0][0] - now_s, self.bucket.wait_s(now_s), 0.0)

    def _due(self, now_s: float) -> bool:
        self._drop_void()
        return bool(self._heap) and self._heap[0][0] <= now_s

    def _drop_void(self) -> None:
        while self._heap and self._heap[0][2] != self._heap[0][3].turn:
            heapq.heappop(self._heap)
