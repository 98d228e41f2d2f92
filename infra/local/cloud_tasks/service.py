"""The whole service as one table of methods, for both protocols to serve."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from infra.local.cloud_tasks import messages
from infra.local.cloud_tasks.messages import RequestMessage
from infra.local.cloud_tasks.queue_methods import QueueMethods
from infra.local.cloud_tasks.task_methods import TaskMethods

SERVICE_NAME = "google.cloud.tasks.v2.CloudTasks"


@dataclass(frozen=True, slots=True)
class Method:
    """One call: the class of its request and what answers it."""

    request_class: type[RequestMessage]
    answer: Callable[[RequestMessage], Awaitable[RequestMessage]]


def methods_of(queues: QueueMethods, tasks: TaskMethods) -> dict[str, Method]:
    """Return every method this server has, by its name in the protocol."""
    return {
        "CreateQueue": Method(messages.CreateQueueRequest, queues.create),
        "GetQueue": Method(messages.GetQueueRequest, queues.get),
        "ListQueues": Method(messages.ListQueuesRequest, queues.list),
        "UpdateQueue": Method(messages.UpdateQueueRequest, queues.update),
        "DeleteQueue": Method(messages.DeleteQueueRequest, queues.delete),
        "PurgeQueue": Method(messages.PurgeQueueRequest, queues.purge),
        "PauseQueue": Method(messages.PauseQueueRequest, queues.pause),
        "ResumeQueue": Method(messages.ResumeQueueRequest, queues.resume),
        "CreateTask": Method(messages.CreateTaskRequest, tasks.create),
        "GetTask": Method(messages.GetTaskRequest, tasks.get),
        "ListTasks": Method(messages.ListTasksRequest, tasks.list),
        "DeleteTask": Method(messages.DeleteTaskRequest, tasks.delete),
        "RunTask": Method(messages.RunTaskRequest, tasks.run),
    }
