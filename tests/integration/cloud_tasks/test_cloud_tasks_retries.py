"""What a worker's answers lead to, and its silence."""

import threading
import time
from itertools import pairwise

import pytest
from google.cloud.tasks_v2 import CloudTasksClient
from google.protobuf.duration_pb2 import Duration

from tests.fakes.cloud_tasks_orders import FAST, a_queue, create, in_s, short, told
from tests.fakes.cloud_tasks_process import CloudTasksProcess
from tests.fakes.worker import BROKEN_OFF, Reply, Seen, Worker, running_worker


def test_retries_tell_how_the_attempts_before_them_ended(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    worker.script(503, 404, 301)
    queue = a_queue(client)
    create(client, queue, worker.url())

    stories = [told(worker.next()) for _ in range(4)]
    # A 503 is a response but no execution, as in production; a redirect is a failure, not followed.
    assert stories == [
        ("0", "0", None, None),
        ("1", "0", "503", ""),
        ("2", "1", "404", ""),
        ("3", "2", "301", ""),
    ]
    server.wait_for(short(queue), done=1, dispatched=4)


def test_redirects_are_not_followed(client: CloudTasksClient, worker: Worker) -> None:
    worker.script(Reply(302, {"Location": worker.url("/elsewhere")}))
    create(client, a_queue(client), worker.url("/here"))

    assert [worker.next().path for _ in range(2)] == ["/here", "/here"]


def test_an_attempt_without_a_response_counts_as_a_retry_but_not_as_an_execution(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    with running_worker() as gone:
        url = gone.url()
    queue = a_queue(client, retry_config=FAST | {"max_attempts": -1})
    name = create(client, queue, url)
    until = time.monotonic() + 10
    while client.get_task(name=name).dispatch_count < 3:
        assert time.monotonic() < until
        time.sleep(0.01)

    task = client.get_task(name=name)
    assert task.response_count == 0
    assert "no response" in task.last_attempt.response_status.message
    client.delete_task(name=name)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
def test_an_attempt_that_the_worker_breaks_off_is_one_request(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker, method: str
) -> None:
    worker.script(BROKEN_OFF, 200)
    queue = a_queue(client)
    create(client, queue, worker.url(), request={"http_method": method})

    assert [told(worker.next())[0] for _ in range(2)] == ["0", "1"]
    server.wait_for(short(queue), done=1, dispatched=2)


def test_a_task_is_dropped_after_max_attempts_and_its_name_stays_taken(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    worker.answer = lambda _seen: Reply(500)
    queue = a_queue(client, retry_config=FAST | {"max_attempts": 3})
    create(client, queue, worker.url(), name=f"{queue}/tasks/a")

    server.wait_for(short(queue), gave_up=1, pending=0, running=0, dispatched=3)
    with pytest.raises(Exception, match="already exists"):
        create(client, queue, worker.url(), name=f"{queue}/tasks/a")


def test_a_tasks_own_retry_settings_come_before_its_queues(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    worker.answer = lambda _seen: Reply(500)
    queue = a_queue(client)
    create(client, queue, worker.url(), retry_config=FAST | {"max_attempts": 2})

    server.wait_for(short(queue), gave_up=1, dispatched=2)


def test_the_gaps_between_attempts_follow_the_queues_backoff(
    client: CloudTasksClient, worker: Worker
) -> None:
    worker.script(500, 500, 500, 500)
    retry = {
        "min_backoff": Duration(nanos=100_000_000),
        "max_backoff": Duration(nanos=300_000_000),
        "max_doublings": 1,
    }
    create(client, a_queue(client, retry_config=retry), worker.url())

    times_s = [worker.next().at_s for _ in range(5)]
    gaps_s = [after - before for before, after in pairwise(times_s)]
    for gap_s, least_s in zip(gaps_s, [0.1, 0.2, 0.3, 0.3], strict=True):
        # A gap runs from before one answer to after the next request, so it is never shorter.
        assert least_s <= gap_s < least_s + 8


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_of_a_throttling_worker_is_honoured(
    client: CloudTasksClient, worker: Worker, status: int
) -> None:
    worker.script(Reply(status, {"Retry-After": "1"}))
    create(client, a_queue(client), worker.url())

    first, second = worker.next(), worker.next()
    assert second.at_s - first.at_s >= 0.99


def test_retry_after_of_any_other_failure_is_not(client: CloudTasksClient, worker: Worker) -> None:
    worker.script(Reply(500, {"Retry-After": "60"}), Reply(429, {"Retry-After": "nonsense"}))
    create(client, a_queue(client), worker.url())

    first, _second, third = worker.next(), worker.next(), worker.next()
    assert third.at_s - first.at_s < 50


def test_a_run_that_fails_comes_again_after_the_backoff(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    worker.script(500)
    queue = a_queue(client)
    client.run_task(name=create(client, queue, worker.url(), schedule_time=in_s(3600)))

    assert [worker.next().headers["X-CloudTasks-TaskRetryCount"] for _ in range(2)] == ["0", "1"]
    server.wait_for(short(queue), done=1)


@pytest.mark.timeout(60)
def test_a_worker_past_the_deadline_goes_on_while_the_task_is_tried_again(
    client: CloudTasksClient, worker: Worker
) -> None:
    finished = threading.Event()
    slow_once = threading.Event()

    def answer(_seen: Seen) -> Reply:
        if not slow_once.is_set():
            slow_once.set()
            time.sleep(16)  # the deadline cannot be set below 15 s
            finished.set()
        return Reply()

    worker.answer = answer
    queue = a_queue(client)
    create(client, queue, worker.url(), dispatch_deadline=Duration(seconds=15))

    first, second = worker.next(), worker.next(timeout_s=30)
    assert 14.9 < second.at_s - first.at_s < 25
    assert told(second) == ("1", "0", None, None)
    assert finished.wait(5)
