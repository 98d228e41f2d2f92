"""One attempt as the task records it, and as the worker receives it."""

from typing import TypedDict

from grpc import StatusCode

from infra.local.cloud_tasks.delivery import Answer
from infra.local.cloud_tasks.headers import (
    AttemptFacts,
    attempt_headers,
    counts_as_execution,
    with_authorization,
)
from infra.local.cloud_tasks.messages import HttpMethod, seconds_of, set_seconds
from infra.local.cloud_tasks.names import short_id
from infra.local.cloud_tasks.record import QueueRecord, TaskRecord
from infra.local.cloud_tasks.tokens import Tokens

# google.rpc.Code for a worker's status; the rest goes by its hundred.
_CODES = {
    400: StatusCode.INVALID_ARGUMENT,
    401: StatusCode.UNAUTHENTICATED,
    403: StatusCode.PERMISSION_DENIED,
    404: StatusCode.NOT_FOUND,
    409: StatusCode.ABORTED,
    429: StatusCode.RESOURCE_EXHAUSTED,
    500: StatusCode.INTERNAL,
    501: StatusCode.UNIMPLEMENTED,
    503: StatusCode.UNAVAILABLE,
    504: StatusCode.DEADLINE_EXCEEDED,
}


class HttpCall(TypedDict):
    """The arguments of `Delivery.send`."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    deadline_s: float


def begin(queue: QueueRecord, task: TaskRecord, *, now_s: float) -> None:
    """Write the start of an attempt into the task."""
    queue.dispatched += 1
    task.attempts_open += 1
    message = task.message
    message.dispatch_count += 1
    message.last_attempt.Clear()
    set_seconds(message.last_attempt.dispatch_time, now_s)
    message.last_attempt.schedule_time.CopyFrom(message.schedule_time)
    if not message.HasField("first_attempt"):
        set_seconds(message.first_attempt.dispatch_time, now_s)


def finish(task: TaskRecord, answer: Answer, *, now_s: float) -> None:
    """Write the end of an attempt into the task."""
    message = task.message
    code, text = _status_of(answer)
    message.last_attempt.response_status.code = code.value[0]
    message.last_attempt.response_status.message = text
    task.previous_status = answer.status
    if answer.status is None:
        return
    set_seconds(message.last_attempt.response_time, now_s)
    message.response_count += 1
    if counts_as_execution(answer.status):
        task.executions += 1


def task_request(queue: QueueRecord, task: TaskRecord, tokens: Tokens) -> HttpCall:
    """Build the request of the attempt that has just begun."""
    request = task.message.http_request
    facts = AttemptFacts(
        queue_id=queue.id,
        task_id=short_id(task.name),
        eta_s=seconds_of(task.message.schedule_time),
        retries=task.message.dispatch_count - 1,
        executions=task.executions,
        previous_status=task.previous_status,
    )
    headers = attempt_headers(request.headers, facts)
    token = tokens.bearer(request)
    return HttpCall(
        method=HttpMethod(request.http_method).name,
        url=request.url,
        headers=headers if token is None else with_authorization(headers, token),
        body=request.body,
        deadline_s=seconds_of(task.message.dispatch_deadline),
    )


def _status_of(answer: Answer) -> tuple[StatusCode, str]:
    if answer.status is None:
        code = StatusCode.DEADLINE_EXCEEDED if answer.timed_out else StatusCode.UNAVAILABLE
        return code, f"{code.name}({code.value[0]}): no response"
    if answer.succeeded:
        return StatusCode.OK, ""
    code = _CODES.get(answer.status, StatusCode.UNKNOWN)
    return code, f"{code.name}({code.value[0]}): HTTP status code {answer.status}"
