"""What holds tasks back, and what lets them go all the same."""

import threading
import time

from google.cloud.tasks_v2 import CloudTasksClient

from tests.fakes.cloud_tasks_orders import a_queue, create, in_s, short
from tests.fakes.cloud_tasks_process import CloudTasksProcess
from tests.fakes.worker import Reply, Seen, Worker


def test_a_queues_rate_lets_its_burst_go_and_then_one_task_per_interval(
    client: CloudTasksClient, worker: Worker
) -> None:
    queue = a_queue(client, rate_limits={"max_dispatches_per_second": 20})
    client.pause_queue(name=queue)
    for _ in range(16):
        create(client, queue, worker.url())
    resumed_s = time.time()
    client.resume_queue(name=queue)

    last_s = max(worker.next().at_s for _ in range(16))
    # A burst of 10, then 6 more at 20 per second.
    assert last_s - resumed_s >= 6 / 20


def test_no_more_attempts_run_at_once_than_the_queue_allows(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    together, most, lock = 0, 0, threading.Lock()

    def answer(_seen: Seen) -> Reply:
        nonlocal together, most
        with lock:
            together += 1
            most = max(most, together)
        time.sleep(0.05)
        with lock:
            together -= 1
        return Reply()

    worker.answer = answer
    queue = a_queue(client, rate_limits={"max_concurrent_dispatches": 2})
    for _ in range(8):
        create(client, queue, worker.url())

    server.wait_for(short(queue), done=8)
    assert most == 2


def test_a_paused_queue_holds_its_tasks_until_it_is_resumed(client: CloudTasksClient, worker: Worker) -> None:
    queue = a_queue(client)
    client.pause_queue(name=queue)
    create(client, queue, worker.url())

    assert worker.none_within(0.3)
    client.resume_queue(name=queue)
    worker.next()


def test_a_deleted_or_purged_task_is_never_dispatched(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    queue = a_queue(client)
    client.delete_task(name=create(client, queue, worker.url(), schedule_time=in_s(2)))
    create(client, queue, worker.url(), schedule_time=in_s(2))
    client.purge_queue(name=queue)
    other = a_queue(client)
    create(client, other, worker.url(), schedule_time=in_s(2))
    client.delete_queue(name=other)

    assert worker.none_within(2.5)
    assert server.counts(short(queue)) == {
        "pending": 0,
        "running": 0,
        "done": 0,
        "gave_up": 0,
        "deleted": 2,
        "dispatched": 0,
    }


def test_run_dispatches_now_from_a_paused_queue_and_only_once(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    queue = a_queue(client)
    client.pause_queue(name=queue)
    name = create(client, queue, worker.url(), schedule_time=in_s(1))

    shown = client.run_task(name=name)
    worker.next()
    server.wait_for(short(queue), done=1)
    client.resume_queue(name=queue)
    assert shown.dispatch_count == 1
    assert worker.none_within(1.2)
