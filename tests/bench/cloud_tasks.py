"""How long our Cloud Tasks server takes: `python -m tests.bench.cloud_tasks`."""

import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from google.cloud.tasks_v2 import CloudTasksClient, types
from google.protobuf.timestamp_pb2 import Timestamp

from tests.fakes.cloud_tasks_process import PARENT, CloudTasksProcess, running_cloud_tasks
from tests.fakes.worker import Worker, running_worker

QUEUE = f"{PARENT}/queues/bench"
BODY = b'{"messages": [{"data": "eyJqb2JfaWQiOiAiYWJjIiwgImVwb2NoIjogMX0="}]}'
_Request = types.CreateTaskRequest.pb()
_Task = types.Task.pb()


def measure(calls: int = 2000) -> dict[str, float]:
    """Measure creates (milliseconds, per second) and how late dispatches are."""
    with (
        tempfile.TemporaryDirectory() as directory,
        running_cloud_tasks(Path(directory)) as server,
        running_worker() as worker,
    ):
        client = server.client()
        client.create_queue(parent=PARENT, queue={"name": QUEUE})
        figures = _creates("client", _create_by_client(client, worker), calls)
        figures |= _creates("raw", _create_raw(server, worker), calls)
        figures |= _dispatched(_create_raw(server, worker, ahead_s=0.0), worker, calls // 4)
        figures["dispatch_lag_p50_ms"] = _lag_ms(client, worker)
    return figures


def _creates(name: str, create: Callable[[], object], calls: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    _timed(create, threads=2, calls=200)  # connections, caches
    for threads in (1, 8):
        times_ms, took_s = _timed(create, threads=threads, calls=calls)
        figures[f"{name}_create_p50_ms_{threads}"] = statistics.median(times_ms)
        figures[f"{name}_create_p99_ms_{threads}"] = statistics.quantiles(times_ms, n=100)[98]
        figures[f"{name}_creates_per_s_{threads}"] = len(times_ms) / took_s
    return figures


def _dispatched(create: Callable[[], object], worker: Worker, calls: int) -> dict[str, float]:
    """Measure creates whose tasks are dispatched at once, as in the life of a job."""
    times_ms, _took_s = _timed(create, threads=1, calls=calls)
    for _ in range(calls):
        worker.next()
    return {"dispatched_create_p50_ms_1": statistics.median(times_ms)}


def _timed(create: Callable[[], object], *, threads: int, calls: int) -> tuple[list[float], float]:
    times_ms: list[float] = []

    def run() -> None:
        for _ in range(calls // threads):
            start_s = time.perf_counter()
            create()
            times_ms.append((time.perf_counter() - start_s) * 1000)

    runners = [threading.Thread(target=run) for _ in range(threads)]
    start_s = time.perf_counter()
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    return times_ms, time.perf_counter() - start_s


def _create_by_client(client: CloudTasksClient, worker: Worker) -> Callable[[], object]:
    later = Timestamp(seconds=int(time.time()) + 3600)
    request = {"url": worker.url("/bench"), "body": BODY}

    def create() -> object:
        task = {
            "name": f"{QUEUE}/tasks/{uuid4().hex}",
            "http_request": request,
            "schedule_time": later,
        }
        return client.create_task(parent=QUEUE, task=task, timeout=20)

    return create


def _create_raw(server: CloudTasksProcess, worker: Worker, ahead_s: float = 3600) -> Callable[[], object]:
    call = server.channel().unary_unary(
        "/google.cloud.tasks.v2.CloudTasks/CreateTask",
        request_serializer=_Request.SerializeToString,
        response_deserializer=_Task.FromString,
    )
    request = {"url": worker.url("/bench"), "body": BODY}

    def create() -> object:
        task = _Task(name=f"{QUEUE}/tasks/{uuid4().hex}", http_request=request)
        if ahead_s:
            task.schedule_time.seconds = int(time.time() + ahead_s)
        return call(_Request(parent=QUEUE, task=task), timeout=20)

    return create


def _lag_ms(client: CloudTasksClient, worker: Worker, tasks: int = 100) -> float:
    """Measure from a task's schedule time to its arrival at the worker."""
    due_s = {}
    for number in range(tasks):
        at_s = time.time() + 0.5 + number * 0.01
        name = f"{QUEUE}/tasks/{uuid4().hex}"
        due = Timestamp()
        due.FromMicroseconds(int(at_s * 1_000_000))
        task = {"name": name, "http_request": {"url": worker.url()}, "schedule_time": due}
        client.create_task(parent=QUEUE, task=task)
        due_s[name.rpartition("/")[2]] = at_s
    lags_s = []
    for _ in range(tasks):
        seen = worker.next()
        lags_s.append(seen.at_s - due_s[seen.headers["X-CloudTasks-TaskName"]])
    return statistics.median(lags_s) * 1000


if __name__ == "__main__":
    for figure, value in measure().items():
        print(f"{figure:30} {value:10.3f}")  # noqa: T201 - a script's output
