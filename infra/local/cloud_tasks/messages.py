"""The protocol's raw protobuf classes, without the wrapper that costs most of a call's time."""

from typing import Any, TypeAlias

from google.cloud.tasks_v2 import types

# Generated at import, so a type checker cannot look inside: these say which message is meant.
QueueMessage: TypeAlias = Any
TaskMessage: TypeAlias = Any
RequestMessage: TypeAlias = Any

Queue = types.Queue.pb()
Task = types.Task.pb()
HttpMethod = types.HttpMethod

CreateQueueRequest = types.CreateQueueRequest.pb()
GetQueueRequest = types.GetQueueRequest.pb()
ListQueuesRequest = types.ListQueuesRequest.pb()
ListQueuesResponse = types.ListQueuesResponse.pb()
UpdateQueueRequest = types.UpdateQueueRequest.pb()
DeleteQueueRequest = types.DeleteQueueRequest.pb()
PauseQueueRequest = types.PauseQueueRequest.pb()
ResumeQueueRequest = types.ResumeQueueRequest.pb()
PurgeQueueRequest = types.PurgeQueueRequest.pb()

CreateTaskRequest = types.CreateTaskRequest.pb()
GetTaskRequest = types.GetTaskRequest.pb()
ListTasksRequest = types.ListTasksRequest.pb()
ListTasksResponse = types.ListTasksResponse.pb()
DeleteTaskRequest = types.DeleteTaskRequest.pb()
RunTaskRequest = types.RunTaskRequest.pb()

VIEW_BASIC, VIEW_FULL = int(types.Task.View.BASIC), int(types.Task.View.FULL)
STATE_RUNNING, STATE_PAUSED = int(types.Queue.State.RUNNING), int(types.Queue.State.PAUSED)


def seconds_of(message: Any) -> float:
    """Return a Timestamp or Duration as seconds."""
    return float(message.seconds + message.nanos / 1e9)


def set_seconds(message: Any, time_s: float) -> None:
    """Write seconds into a Timestamp or Duration, cut to the microsecond as the service does."""
    whole_us = int(time_s * 1_000_000)
    message.seconds, rest_us = divmod(whole_us, 1_000_000)
    message.nanos = rest_us * 1000
