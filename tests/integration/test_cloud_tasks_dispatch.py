"""What reaches a worker, when, and what its answers lead to."""

import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
import requests
from google.auth.transport.requests import Request
from google.cloud.tasks_v2 import CloudTasksClient, HttpMethod
from google.oauth2 import id_token
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

from tests.fakes.cloud_tasks_process import PARENT, CloudTasksProcess, running_cloud_tasks
from tests.fakes.worker import Reply, Seen, Worker, running_worker

FAST = {"min_backoff": Duration(nanos=20_000_000), "max_backoff": Duration(nanos=20_000_000)}


@pytest.fixture
def worker() -> Iterator[Worker]:
    with running_worker() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudTasksProcess]:
    with running_cloud_tasks(tmp_path_factory.mktemp("dispatch"), "--oauth-host", "127.0.0.1") as running:
        yield running


@pytest.fixture(scope="module")
def client(server: CloudTasksProcess) -> CloudTasksClient:
    return server.client()


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
    assert abs(seen.at_s - eta_s) < 2


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
    assert 0 <= late_s < 0.3


@pytest.mark.parametrize("status", [200, 204, 299])
def test_any_2xx_ends_a_task(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker, status: int
) -> None:
    worker.script(status)
    queue = a_queue(client)
    create(client, queue, worker.url())

    server.wait_for(short(queue), done=1, pending=0, running=0, dispatched=1)


def test_retries_tell_how_the_attempts_before_them_ended(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    worker.script(503, 404, 301)
    queue = a_queue(client)
    create(client, queue, worker.url())

    told = [_told(worker.next()) for _ in range(4)]
    # A 503 is a response but no execution, as in production; a redirect is a failure, not followed.
    assert told == [
        ("0", "0", None, None),
        ("1", "0", "503", ""),
        ("2", "1", "404", ""),
        ("3", "2", "301", ""),
    ]
    server.wait_for(short(queue), done=1, dispatched=4)


def _told(seen: Seen) -> tuple[str, str, str | None, str | None]:
    return (
        seen.headers["X-CloudTasks-TaskRetryCount"],
        seen.headers["X-CloudTasks-TaskExecutionCount"],
        seen.headers.get("X-CloudTasks-TaskPreviousResponse"),
        seen.headers.get("X-CloudTasks-TaskRetryReason"),
    )


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
        assert least_s - 0.01 <= gap_s < least_s + 0.3


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_of_a_throttling_worker_is_honoured(
    client: CloudTasksClient, worker: Worker, status: int
) -> None:
    worker.script(Reply(status, {"Retry-After": "1"}))
    create(client, a_queue(client), worker.url())

    first, second = worker.next(), worker.next()
    assert second.at_s - first.at_s >= 0.99


def test_retry_after_of_any_other_failure_is_not(client: CloudTasksClient, worker: Worker) -> None:
    worker.script(Reply(500, {"Retry-After": "5"}), Reply(429, {"Retry-After": "nonsense"}))
    create(client, a_queue(client), worker.url())

    first, _second, third = worker.next(), worker.next(), worker.next()
    assert third.at_s - first.at_s < 4


def test_a_queues_rate_lets_its_burst_go_and_then_one_task_per_interval(
    client: CloudTasksClient, worker: Worker
) -> None:
    queue = a_queue(client, rate_limits={"max_dispatches_per_second": 20})
    client.pause_queue(name=queue)
    for _ in range(16):
        create(client, queue, worker.url())
    client.resume_queue(name=queue)

    times_s = sorted(worker.next().at_s for _ in range(16))
    # A burst of 10, then 6 more at 20 per second.
    assert times_s[-1] - times_s[0] >= 6 / 20 - 0.02


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
    client.delete_task(name=create(client, queue, worker.url(), schedule_time=in_s(0.5)))
    create(client, queue, worker.url(), schedule_time=in_s(0.5))
    client.purge_queue(name=queue)
    other = a_queue(client)
    create(client, other, worker.url(), schedule_time=in_s(0.5))
    client.delete_queue(name=other)

    assert worker.none_within(0.8)
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


def test_a_run_that_fails_comes_again_after_the_backoff(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    worker.script(500)
    queue = a_queue(client)
    client.run_task(name=create(client, queue, worker.url(), schedule_time=in_s(3600)))

    assert [worker.next().headers["X-CloudTasks-TaskRetryCount"] for _ in range(2)] == ["0", "1"]
    server.wait_for(short(queue), done=1)


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

    first, second = worker.next(), worker.next(timeout_s=20)
    assert 14.9 < second.at_s - first.at_s < 16
    assert _told(second) == ("1", "0", None, None)
    assert finished.wait(5)


def test_an_oidc_token_is_minted_at_dispatch_and_googles_verifier_accepts_it(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    url = worker.url("/steps?x=1")
    token = {"service_account_email": "worker@dailies.iam.gserviceaccount.com"}
    create(client, a_queue(client), url, request={"oidc_token": token})

    bearer = worker.next().headers["Authorization"].removeprefix("Bearer ")
    claims = _verified(server, bearer, audience=url)
    assert claims["email"] == token["service_account_email"]
    assert claims["email_verified"] is True
    assert claims["exp"] - claims["iat"] == 3600


def test_an_oidc_token_is_for_the_audience_that_was_asked_and_no_other(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    token = {"service_account_email": "a@b.c", "audience": "https://api.example"}
    create(client, a_queue(client), worker.url(), request={"oidc_token": token})

    bearer = worker.next().headers["Authorization"].removeprefix("Bearer ")
    assert _verified(server, bearer, audience="https://api.example")["aud"] == "https://api.example"
    with pytest.raises(ValueError, match="audience"):
        _verified(server, bearer, audience=worker.url())


def _verified(server: CloudTasksProcess, token: str, *, audience: str) -> dict[str, Any]:
    with requests.Session() as session:
        return id_token.verify_token(
            token, Request(session), audience=audience, certs_url=f"{server.rest_url}/certs"
        )


def test_an_oauth_token_is_an_opaque_bearer(client: CloudTasksClient, worker: Worker) -> None:
    token = {"service_account_email": "a@b.c"}
    create(client, a_queue(client), worker.url(), request={"oauth_token": token})

    assert worker.next().headers["Authorization"].startswith("Bearer ya29.")


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
