"""Queues and tasks as the tests order them, and what a worker was told of its attempt."""

import time
from typing import Any
from uuid import uuid4

from google.cloud.tasks_v2 import CloudTasksClient
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

from tests.fakes.cloud_tasks_process import PARENT
from tests.fakes.worker import Seen

FAST = {"min_backoff": Duration(nanos=20_000_000), "max_backoff": Duration(nanos=20_000_000)}


def a_queue(client: CloudTasksClient, **settings: Any) -> str:
    name = f"{PARENT}/queues/q{uuid4().hex}"
    queue = {"name": name, "retry_config": FAST} | settings
    client.create_queue(parent=PARENT, queue=queue)
    return name


def create(client: CloudTasksClient, queue: str, url: str, **fields: Any) -> str:
    request = {"url": url} | fields.pop("request", {})
    return client.create_task(parent=queue, task={"http_request": request} | fields).name


def short(name: str) -> str:
    return name.rpartition("/")[2]


def in_s(seconds: float) -> Timestamp:
    stamp = Timestamp()
    stamp.FromMicroseconds(int((time.time() + seconds) * 1_000_000))
    return stamp


def told(seen: Seen) -> tuple[str, str, str | None, str | None]:
    return (
        seen.headers["X-CloudTasks-TaskRetryCount"],
        seen.headers["X-CloudTasks-TaskExecutionCount"],
        seen.headers.get("X-CloudTasks-TaskPreviousResponse"),
        seen.headers.get("X-CloudTasks-TaskRetryReason"),
    )
