"""Faults on request, as the tests of the product order them."""

import threading
import time
from typing import Any

import httpx
import pytest
from google.api_core.exceptions import AlreadyExists, ResourceExhausted, ServiceUnavailable
from google.cloud.tasks_v2 import CloudTasksClient

from tests.fakes.cloud_tasks_process import PARENT, CloudTasksProcess
from tests.fakes.worker import Reply, Seen, Worker


@pytest.fixture
def client(server: CloudTasksProcess) -> CloudTasksClient:
    return server.client()


@pytest.fixture
def queue_id(client: CloudTasksClient, request: pytest.FixtureRequest) -> str:
    queue_id = request.function.__name__.replace("_", "-")[:100]
    client.update_queue(queue={"name": f"{PARENT}/queues/{queue_id}"})
    return queue_id


def create(client: CloudTasksClient, queue_id: str, worker: Worker, task_id: str = "a") -> None:
    queue = f"{PARENT}/queues/{queue_id}"
    task = {"name": f"{queue}/tasks/{task_id}", "http_request": {"url": worker.url()}}
    client.create_task(parent=queue, task=task)


def test_duplicate_dispatches_a_task_twice_at_once(
    server: CloudTasksProcess, client: CloudTasksClient, queue_id: str, worker: Worker
) -> None:
    both_are_here = threading.Barrier(2)

    def answer(_seen: Seen) -> Reply:
        both_are_here.wait(10)
        return Reply()

    worker.answer = answer
    server.fault("duplicate", queue_id)
    create(client, queue_id, worker)
    first, second = worker.next(), worker.next()

    for name in ("X-CloudTasks-TaskName", "X-CloudTasks-TaskRetryCount"):
        assert first.headers[name] == second.headers[name]
    server.wait_for(queue_id, done=1, dispatched=2)
    worker.script()
    create(client, queue_id, worker, "b")
    server.wait_for(queue_id, done=2, dispatched=3)


def test_lost_reply_creates_the_task_and_fails_the_call(
    server: CloudTasksProcess, client: CloudTasksClient, queue_id: str, worker: Worker
) -> None:
    server.fault("lost_reply", queue_id)
    with pytest.raises(ServiceUnavailable, match="reply was lost"):
        create(client, queue_id, worker)

    worker.next()
    with pytest.raises(AlreadyExists):
        create(client, queue_id, worker)


def test_drop_accepts_a_task_and_never_dispatches_it(
    server: CloudTasksProcess, client: CloudTasksClient, queue_id: str, worker: Worker
) -> None:
    server.fault("drop", queue_id, times=2)
    create(client, queue_id, worker, "a")
    create(client, queue_id, worker, "b")

    assert worker.none_within(0.3)
    assert server.counts(queue_id)["pending"] == 2
    create(client, queue_id, worker, "c")
    assert worker.next().headers["X-CloudTasks-TaskName"] == "c"


def test_delay_dispatches_a_task_late(
    server: CloudTasksProcess, client: CloudTasksClient, queue_id: str, worker: Worker
) -> None:
    server.fault("delay", queue_id, delay_s=0.5)
    created_s = time.time()
    create(client, queue_id, worker)

    assert worker.next().at_s - created_s >= 0.5


def test_reject_refuses_a_task_and_leaves_no_trace_of_it(
    server: CloudTasksProcess, client: CloudTasksClient, queue_id: str, worker: Worker
) -> None:
    server.fault("reject", queue_id)
    with pytest.raises(ResourceExhausted):
        create(client, queue_id, worker)

    create(client, queue_id, worker)
    worker.next()


def test_faults_that_are_still_owed_can_be_called_off(
    server: CloudTasksProcess, client: CloudTasksClient, queue_id: str, worker: Worker
) -> None:
    server.fault("reject", queue_id, times=100)
    httpx.delete(f"{server.rest_url}/_faults", timeout=5).raise_for_status()

    create(client, queue_id, worker)
    worker.next()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"kind": "explode", "queue": "q"}, "duplicate"),
        ({"kind": "drop"}, "queue"),
        ({"kind": "drop", "queue": "q", "times": 0}, "times"),
        ({"kind": "drop", "queue": "q", "times": 1.5}, "times"),
        ({"kind": "delay", "queue": "q", "delay_s": -1}, "delay_s"),
        ({"kind": "drop", "queue": "q", "more": 1}, "more"),
        ([], "object"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(server: CloudTasksProcess, body: Any, words: str) -> None:
    reply = httpx.post(f"{server.rest_url}/_faults", json=body, timeout=5)

    assert reply.status_code == 400
    assert words in reply.json()["error"]
