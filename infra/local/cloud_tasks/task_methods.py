"""The task half of the service; `create` is the call that people wait for."""

import secrets
from collections.abc import Callable
from functools import partial

from google.protobuf.empty_pb2 import Empty
from grpc import StatusCode

from infra.local.cloud_tasks.dispatcher import Dispatcher
from infra.local.cloud_tasks.errors import ApiError, entity_not_found, invalid, task_gone
from infra.local.cloud_tasks.faults import Fault, FaultKind, Faults
from infra.local.cloud_tasks.messages import (
    VIEW_BASIC,
    VIEW_FULL,
    ListTasksResponse,
    RequestMessage,
    Task,
    TaskMessage,
    seconds_of,
)
from infra.local.cloud_tasks.names import check_queue_name, check_task_in_queue, queue_of_task
from infra.local.cloud_tasks.pages import page_of
from infra.local.cloud_tasks.record import Ending, QueueRecord, TaskRecord
from infra.local.cloud_tasks.store import Store
from infra.local.cloud_tasks.task_rules import accept

_PAGE_MAX = 1000


class TaskMethods:
    """Each method answers after its change is committed."""

    def __init__(
        self,
        store: Store,
        dispatcher: Dispatcher,
        faults: Faults,
        *,
        now: Callable[[], float],
        oauth_allowed: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._dispatcher = dispatcher
        self._faults = faults
        self._now = now
        self._oauth_allowed = oauth_allowed

    async def create(self, request: RequestMessage) -> TaskMessage:
        """Create a task, and dispatch it as soon as it is committed and due."""
        queue = self._parent(request.parent)
        task = request.task
        if task.name:
            check_task_in_queue(task.name, request.parent)
        else:
            task.name = f"{request.parent}/tasks/{secrets.randbits(64)}"
        now_s = self._now()
        accept(task, now_s=now_s, oauth_allowed=self._oauth_allowed)
        fault = self._faults.next_for(queue.id)
        if fault is not None and fault.kind is FaultKind.REJECT:
            raise ApiError(StatusCode.RESOURCE_EXHAUSTED, "Injected fault: quota exceeded.")
        record = TaskRecord(task, seconds_of(task.schedule_time), now_s)
        shown = _view(task, request.response_view)
        self._store.add_task(queue, record, self._admission(queue, record, fault))
        await self._store.journal.committed()
        if fault is not None and fault.kind is FaultKind.LOST_REPLY:
            raise ApiError(StatusCode.UNAVAILABLE, "Injected fault: the reply was lost.")
        return shown

    async def get(self, request: RequestMessage) -> TaskMessage:
        """Return a live task."""
        _queue, task = self._find(request.name)
        return _view(task.message, request.response_view)

    async def list(self, request: RequestMessage) -> RequestMessage:
        """Return one page of a queue's live tasks, by name."""
        queue = self._parent(request.parent)
        names, token = page_of(
            queue.tasks,
            page_size=request.page_size,
            page_token=request.page_token,
            size_max=_PAGE_MAX,
        )
        tasks = [_view(queue.tasks[name].message, request.response_view) for name in names]
        return ListTasksResponse(tasks=tasks, next_page_token=token)

    async def delete(self, request: RequestMessage) -> Empty:
        """Delete a live task; an attempt under way ends unheeded."""
        queue, task = self._find(request.name)
        self._store.end_task(queue, task, Ending.DELETED)
        await self._store.journal.committed()
        return Empty()

    async def run(self, request: RequestMessage) -> TaskMessage:
        """Dispatch a task now, even if its queue is paused or full, or it is running already."""
        queue, task = self._find(request.name)
        self._dispatcher.force(queue, task)
        shown = _view(task.message, request.response_view)
        await self._store.journal.committed()
        return shown

    def _parent(self, name: str) -> QueueRecord:
        queue = self._store.queues.get(name)
        if queue is None:
            check_queue_name(name)
            return self._store.queue(name)
        return queue

    def _find(self, name: str) -> tuple[QueueRecord, TaskRecord]:
        queue = self._store.queue(queue_of_task(name))
        task = queue.tasks.get(name)
        if task is not None:
            return queue, task
        if queue.tombstones.get(name, 0.0) > self._now():
            raise task_gone()
        raise entity_not_found()

    def _admission(self, queue: QueueRecord, task: TaskRecord, fault: Fault | None) -> Callable[[], None]:
        """Return what happens to the task once it is committed.

        It must not depend on the caller still being there: a call that is given up in the
        meantime has created its task all the same.
        """
        match fault and fault.kind:
            case FaultKind.DROP:
                return _do_nothing
            case FaultKind.DELAY if fault is not None:
                task.due_s += fault.delay_s
            case FaultKind.DUPLICATE:
                task.duplicated = True
        return partial(self._dispatcher.admit, queue, task)


def _do_nothing() -> None:
    pass


def _view(task: TaskMessage, view: int) -> TaskMessage:
    if view not in {0, VIEW_BASIC, VIEW_FULL}:
        raise invalid("response_view is unknown.")
    shown = Task()
    shown.CopyFrom(task)
    if view == VIEW_FULL:
        shown.view = VIEW_FULL
    else:
        shown.view = VIEW_BASIC
        shown.http_request.ClearField("body")
    return shown
