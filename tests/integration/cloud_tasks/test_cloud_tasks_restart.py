"""What a server still knows after `kill -9`, and after an orderly end."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from google.api_core.exceptions import AlreadyExists, FailedPrecondition, NotFound
from google.cloud.tasks_v2 import Queue, Task
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

from tests.fakes.cloud_tasks_process import PARENT, CloudTasksProcess, running_cloud_tasks
from tests.fakes.worker import Reply, Seen, Worker

QUEUE = f"{PARENT}/queues/steps"
SLOW = {"min_backoff": Duration(seconds=60), "max_backoff": Duration(seconds=60)}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CloudTasksProcess]:
    with running_cloud_tasks(tmp_path) as running:
        yield running


def make_queue(server: CloudTasksProcess, **settings: object) -> None:
    server.client().create_queue(parent=PARENT, queue={"name": QUEUE} | settings)


def create(server: CloudTasksProcess, task_id: str, url: str, ahead_s: int = 0) -> str:
    task = {
        "name": f"{QUEUE}/tasks/{task_id}",
        "http_request": {"url": url, "body": b"kept"},
        "schedule_time": Timestamp(seconds=int(time.time()) + ahead_s),
    }
    return server.client().create_task(parent=QUEUE, task=task).name


def crash_and_restart(server: CloudTasksProcess) -> None:
    server.kill()
    server.start()


def test_queues_tasks_and_their_settings_survive_a_crash(server: CloudTasksProcess, worker: Worker) -> None:
    make_queue(server, rate_limits={"max_dispatches_per_second": 7})
    server.client().pause_queue(name=QUEUE)
    before = server.client().get_task(
        {"name": create(server, "a", worker.url()), "response_view": Task.View.FULL}
    )
    crash_and_restart(server)

    queue = server.client().get_queue(name=QUEUE)
    assert (queue.state, queue.rate_limits.max_dispatches_per_second) == (Queue.State.PAUSED, 7)
    after = server.client().get_task({"name": before.name, "response_view": Task.View.FULL})
    assert after == before
    server.client().resume_queue(name=QUEUE)
    assert worker.next().body == b"kept"


def test_attempts_survive_a_crash(server: CloudTasksProcess, worker: Worker) -> None:
    worker.script(404)
    make_queue(server, retry_config=SLOW)
    name = create(server, "a", worker.url())
    server.wait_for("steps", pending=1, dispatched=1, running=0)
    before = server.client().get_task(name=name)
    crash_and_restart(server)

    assert server.client().get_task(name=name) == before
    worker.next()
    server.client().run_task(name=name)
    told = worker.next().headers
    assert told["X-CloudTasks-TaskRetryCount"] == "1"
    assert told["X-CloudTasks-TaskExecutionCount"] == "1"
    assert told["X-CloudTasks-TaskPreviousResponse"] == "404"


def test_a_task_that_was_in_flight_is_dispatched_again(server: CloudTasksProcess, worker: Worker) -> None:
    release = threading.Event()

    def answer(_seen: Seen) -> Reply:
        release.wait(10)
        return Reply()

    worker.answer = answer
    make_queue(server)
    create(server, "a", worker.url())
    first = worker.next()
    server.kill()
    release.set()
    server.start()

    second = worker.next()
    assert first.headers["X-CloudTasks-TaskRetryCount"] == "0"
    assert second.headers["X-CloudTasks-TaskRetryCount"] == "1"
    assert second.headers["X-CloudTasks-TaskExecutionCount"] == "0"
    server.wait_for("steps", done=1, pending=0, running=0)


def test_names_stay_taken_after_a_crash(server: CloudTasksProcess, worker: Worker) -> None:
    make_queue(server)
    create(server, "done", worker.url())
    server.wait_for("steps", done=1)
    server.client().delete_task(name=create(server, "deleted", worker.url(), ahead_s=3600))
    create(server, "live", worker.url(), ahead_s=3600)
    crash_and_restart(server)

    for task_id in ("done", "deleted", "live"):
        with pytest.raises(AlreadyExists):
            create(server, task_id, worker.url())
    counts = server.counts("steps")
    assert (counts["done"], counts["deleted"], counts["pending"]) == (1, 1, 1)


def test_purged_tasks_and_deleted_queues_stay_gone_after_a_crash(
    server: CloudTasksProcess, worker: Worker
) -> None:
    make_queue(server)
    create(server, "a", worker.url(), ahead_s=1)
    server.client().purge_queue(name=QUEUE)
    crash_and_restart(server)
    assert not list(server.client().list_tasks(parent=QUEUE))

    server.client().delete_queue(name=QUEUE)
    crash_and_restart(server)
    with pytest.raises(NotFound):
        server.client().get_queue(name=QUEUE)
    with pytest.raises(FailedPrecondition):
        make_queue(server)


@pytest.mark.parametrize("round_number", range(3))
def test_every_create_that_was_answered_is_there_after_a_crash(
    server: CloudTasksProcess, worker: Worker, round_number: int
) -> None:
    make_queue(server)
    client = server.client()
    answered: list[str] = []

    def create_until_it_fails(thread: int) -> None:
        for number in range(10_000):
            name = f"{QUEUE}/tasks/t{thread}-{number}"
            task = {
                "name": name,
                "http_request": {"url": worker.url()},
                "schedule_time": Timestamp(seconds=int(time.time()) + 3600),
            }
            try:
                client.create_task(parent=QUEUE, task=task, timeout=5)
            except Exception:  # noqa: BLE001 - whatever the crash looks like from here
                return
            answered.append(name)

    with ThreadPoolExecutor(4) as threads:
        for thread in range(4):
            threads.submit(create_until_it_fails, thread)
        while len(answered) < 100 * (round_number + 1):
            time.sleep(0.005)
        server.kill()
    server.start()

    found = {task.name for task in server.client().list_tasks(parent=QUEUE)}
    assert set(answered) <= found
    # One call per thread may have been committed without being answered.
    assert len(found) <= len(answered) + 4


def test_sigterm_ends_the_server_cleanly_with_a_call_and_an_attempt_under_way(
    server: CloudTasksProcess, worker: Worker
) -> None:
    release = threading.Event()

    def answer(_seen: Seen) -> Reply:
        release.wait(10)
        return Reply()

    worker.answer = answer
    make_queue(server)
    create(server, "a", worker.url())
    worker.next()

    assert server.stop() == 0
    # Nothing is left in the write-ahead log.
    assert [path.suffix for path in server.directory.glob("tasks.sqlite-*")] == []
    release.set()
    server.start()
    assert worker.next().headers["X-CloudTasks-TaskRetryCount"] == "1"
