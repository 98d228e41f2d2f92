"""The queue half of the service."""

from collections.abc import Callable

from google.protobuf.empty_pb2 import Empty

from infra.local.cloud_tasks.dispatcher import Dispatcher
from infra.local.cloud_tasks.errors import entity_not_found, invalid
from infra.local.cloud_tasks.messages import (
    STATE_PAUSED,
    STATE_RUNNING,
    ListQueuesResponse,
    Queue,
    QueueMessage,
    RequestMessage,
    set_seconds,
)
from infra.local.cloud_tasks.names import check_location_name, check_queue_name
from infra.local.cloud_tasks.pages import page_of
from infra.local.cloud_tasks.queue_rules import accepted, updated
from infra.local.cloud_tasks.store import Store

_PAGE_MAX = 9800


class QueueMethods:
    """Each method answers after its change is committed."""

    def __init__(self, store: Store, dispatcher: Dispatcher, *, now: Callable[[], float]) -> None:
        self._store = store
        self._dispatcher = dispatcher
        self._now = now

    async def create(self, request: RequestMessage) -> QueueMessage:
        """Create a queue."""
        check_location_name(request.parent)
        check_queue_name(request.queue.name)
        if not request.queue.name.startswith(f"{request.parent}/queues/"):
            raise invalid(f"The queue's name must begin with its parent '{request.parent}'.")
        return await self._create(accepted(request.queue))

    async def get(self, request: RequestMessage) -> QueueMessage:
        """Return a queue."""
        check_queue_name(request.name)
        return self._store.queue(request.name).message

    async def list(self, request: RequestMessage) -> RequestMessage:
        """Return one page of a location's queues."""
        check_location_name(request.parent)
        if request.filter:
            raise invalid("The local cloud cannot filter queues; list them all.")
        prefix = f"{request.parent}/queues/"
        names, token = page_of(
            (name for name in self._store.queues if name.startswith(prefix)),
            page_size=request.page_size,
            page_token=request.page_token,
            size_max=_PAGE_MAX,
        )
        queues = [self._store.queues[name].message for name in names]
        return ListQueuesResponse(queues=queues, next_page_token=token)

    async def update(self, request: RequestMessage) -> QueueMessage:
        """Change a queue; one that does not exist is created, as the service does."""
        check_queue_name(request.queue.name)
        queue = self._store.queues.get(request.queue.name)
        if queue is None:
            return await self._create(accepted(request.queue))
        message = updated(queue.message, request.queue, request.update_mask)
        self._store.change_queue(queue, message)
        self._dispatcher.pump(queue)
        await self._store.journal.committed()
        return message

    async def delete(self, request: RequestMessage) -> Empty:
        """Delete a queue with its tasks."""
        check_queue_name(request.name)
        if request.name not in self._store.queues:
            raise entity_not_found()  # here the service does not say "Queue does not exist"
        self._store.remove_queue(self._store.queues[request.name])
        await self._store.journal.committed()
        return Empty()

    async def purge(self, request: RequestMessage) -> QueueMessage:
        """Drop all tasks of a queue; attempts under way end unheeded."""
        check_queue_name(request.name)
        queue = self._store.queue(request.name)
        message = _copy(queue.message)
        set_seconds(message.purge_time, self._now())
        self._store.purge(queue)
        self._store.change_queue(queue, message)
        await self._store.journal.committed()
        return message

    async def pause(self, request: RequestMessage) -> QueueMessage:
        """Stop dispatching; tasks can still be created."""
        return await self._set_state(request.name, STATE_PAUSED)

    async def resume(self, request: RequestMessage) -> QueueMessage:
        """Dispatch again."""
        return await self._set_state(request.name, STATE_RUNNING)

    async def _create(self, message: QueueMessage) -> QueueMessage:
        message.state = STATE_RUNNING
        self._store.add_queue(message)
        await self._store.journal.committed()
        return message

    async def _set_state(self, name: str, state: int) -> QueueMessage:
        check_queue_name(name)
        queue = self._store.queue(name)
        message = _copy(queue.message)
        message.state = state
        self._store.change_queue(queue, message)
        self._dispatcher.pump(queue)
        await self._store.journal.committed()
        return message


def _copy(message: QueueMessage) -> QueueMessage:
    result = Queue()
    result.CopyFrom(message)
    return result
