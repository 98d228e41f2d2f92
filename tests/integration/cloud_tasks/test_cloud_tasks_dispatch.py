"""What reaches a worker, and when."""

import threading
import time

import pytest
from google.cloud.tasks_v2 import CloudTasksClient, HttpMethod
from google.protobuf.duration_pb2 import Duration

from tests.fakes.cloud_tasks_orders import a_queue, create, in_s, short
from tests.fakes.cloud_tasks_process import CloudTasksProcess
from tests.fakes.worker import Reply, Seen, Worker


def test_a_worker_receives_the_tasks_own_method_headers_and_body_exactly(
    client: CloudTasksClient, worker: Worker
) -> None:
    queue = a_queue(client)
    name = create(
        client,
        queue,
        worker.url("/a%2Fb?x=1&y=%20z"),
        request={
            "http_method": HttpMethod.PUT,
            "headers": {"Content-Type": "application/json", "X-mIxed": "Kept, as is"},
            "body": b'{"a": "\xc3\xa4"}',
        },
    )

    seen = worker.next()
    eta_s = float(seen.headers["X-CloudTasks-TaskETA"])
    assert (seen.method, seen.path, seen.body) == ("PUT", "/a%2Fb?x=1&y=%20z", b'{"a": "\xc3\xa4"}')
    assert dict(seen.headers) == {
        "Host": f"127.0.0.1:{worker.port}",
        "Content-Type": "application/json",
        "X-mIxed": "Kept, as is",
        "Content-Length": "11",
        "User-Agent": "Google-Cloud-Tasks",
        "X-CloudTasks-QueueName": short(queue),
        "X-CloudTasks-TaskName": short(name),
        "X-CloudTasks-TaskRetryCount": "0",
        "X-CloudTasks-TaskExecutionCount": "0",
        "X-CloudTasks-TaskETA": f"{eta_s:.6f}",
    }
    assert abs(seen.at_s - eta_s) < 8


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS", "PATCH", "POST"])
def test_every_method_is_sent_as_it_was_asked(client: CloudTasksClient, worker: Worker, method: str) -> None:
    create(client, a_queue(client), worker.url(), request={"http_method": method})

    assert worker.next().method == method


def test_a_task_waits_for_its_schedule_time_and_then_goes_at_once(
    client: CloudTasksClient, worker: Worker
) -> None:
    due = in_s(0.7)
    create(client, a_queue(client), worker.url(), schedule_time=due)

    late_s = worker.next().at_s - due.ToMicroseconds() / 1e6
    assert 0 <= late_s < 8


@pytest.mark.parametrize("status", [200, 204, 299])
def test_any_2xx_ends_a_task(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker, status: int
) -> None:
    worker.script(status)
    queue = a_queue(client)
    create(client, queue, worker.url())

    server.wait_for(short(queue), done=1, pending=0, running=0, dispatched=1)


def test_a_task_shows_its_attempts(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    worker.script(404)
    slow = {"min_backoff": Duration(seconds=60), "max_backoff": Duration(seconds=60)}
    queue = a_queue(client, retry_config=slow)
    name = create(client, queue, worker.url())
    server.wait_for(short(queue), pending=1, running=0, dispatched=1)

    task = client.get_task(name=name)
    assert (task.dispatch_count, task.response_count) == (1, 1)
    assert task.last_attempt.response_status.code == 5
    assert "HTTP status code 404" in task.last_attempt.response_status.message
    assert task.first_attempt.dispatch_time == task.last_attempt.dispatch_time
    assert 55 < task.schedule_time.timestamp() - time.time() < 61


def test_a_name_is_taken_while_its_task_runs_and_after_it_is_done(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    release = threading.Event()

    def answer(_seen: Seen) -> Reply:
        release.wait(10)
        return Reply()

    worker.answer = answer
    queue = a_queue(client)
    task = {"name": f"{queue}/tasks/a", "http_request": {"url": worker.url()}}
    client.create_task(parent=queue, task=task)
    server.wait_for(short(queue), running=1)
    with pytest.raises(Exception, match="already exists"):
        client.create_task(parent=queue, task=task)
    release.set()
    server.wait_for(short(queue), done=1)
    with pytest.raises(Exception, match="already exists"):
        client.create_task(parent=queue, task=task)
    with pytest.raises(Exception, match="existed recently"):
        client.get_task(name=task["name"])
