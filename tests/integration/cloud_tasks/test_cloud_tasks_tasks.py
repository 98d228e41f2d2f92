"""Tasks, through Google's own clients over both protocols; nothing here is dispatched."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from google.api_core.exceptions import AlreadyExists, BadRequest, Conflict, InvalidArgument, NotFound
from google.cloud.tasks_v2 import CloudTasksClient, HttpMethod, Task
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

from tests.fakes.cloud_tasks_process import PARENT, CloudTasksProcess, running_cloud_tasks

TOMBSTONE_S = 5


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudTasksProcess]:
    options = ("--task-tombstone-s", str(TOMBSTONE_S))
    with running_cloud_tasks(tmp_path_factory.mktemp("tasks"), *options) as running:
        yield running


@pytest.fixture(params=["grpc", "rest"])
def client(server: CloudTasksProcess, request: pytest.FixtureRequest) -> CloudTasksClient:
    return server.client() if request.param == "grpc" else server.rest_client()


@pytest.fixture
def queue(client: CloudTasksClient) -> str:
    """Return a new queue's name."""
    name = f"{PARENT}/queues/q{uuid4().hex}"
    client.create_queue(parent=PARENT, queue={"name": name})
    return name


def later(seconds: float = 3600) -> Timestamp:
    return Timestamp(seconds=int(time.time() + seconds))


def a_task(queue: str = "", task_id: str = "", **fields: Any) -> dict[str, Any]:
    request = {"url": "http://127.0.0.1:1/x", "body": b"\x00\xffbody", "headers": {"X-Mine": "1"}}
    task = {"http_request": request, "schedule_time": later()}
    return task | ({"name": f"{queue}/tasks/{task_id}"} if task_id else {}) | fields


def test_a_task_without_a_name_is_given_one(client: CloudTasksClient, queue: str) -> None:
    created = client.create_task(parent=queue, task=a_task())

    assert created.name.startswith(f"{queue}/tasks/")
    assert client.get_task(name=created.name).name == created.name


def test_the_basic_view_leaves_out_the_body_and_the_full_view_has_it(
    client: CloudTasksClient, queue: str
) -> None:
    created = client.create_task(parent=queue, task=a_task(queue, "a"))
    full = client.get_task({"name": created.name, "response_view": Task.View.FULL})

    assert created.view is Task.View.BASIC
    assert created.http_request.body == b""
    assert full.view is Task.View.FULL
    assert full.http_request.body == b"\x00\xffbody"
    assert full.http_request.http_method is HttpMethod.POST
    assert full.http_request.headers == {"X-Mine": "1", "User-Agent": "Google-Cloud-Tasks"}


def test_a_live_tasks_name_is_taken(client: CloudTasksClient, queue: str) -> None:
    client.create_task(parent=queue, task=a_task(queue, "a"))

    with pytest.raises(Conflict, match="Requested entity already exists"):
        client.create_task(parent=queue, task=a_task(queue, "a"))


def test_over_grpc_the_error_is_already_exists(server: CloudTasksProcess, queue: str) -> None:
    client = server.client()
    client.create_task(parent=queue, task=a_task(queue, "a"))

    with pytest.raises(AlreadyExists):
        client.create_task(parent=queue, task=a_task(queue, "a"))


def test_a_deleted_tasks_name_stays_taken_for_the_tombstones_time(
    client: CloudTasksClient, queue: str
) -> None:
    name = client.create_task(parent=queue, task=a_task(queue, "a")).name
    deleted_s = time.monotonic()
    client.delete_task(name=name)

    with pytest.raises(NotFound, match="existed recently"):
        client.get_task(name=name)
    with pytest.raises(Conflict):
        client.create_task(parent=queue, task=a_task(queue, "a"))
    while True:  # ends: the name is free at some time, and the test has a time limit
        try:
            client.create_task(parent=queue, task=a_task(queue, "a"))
            break
        except Conflict:
            assert time.monotonic() - deleted_s < TOMBSTONE_S + 30
            time.sleep(0.05)
    assert time.monotonic() - deleted_s > TOMBSTONE_S - 0.1


def test_a_task_that_never_was_is_not_found(client: CloudTasksClient, queue: str) -> None:
    name = f"{queue}/tasks/never"
    for method in (client.get_task, client.delete_task, client.run_task):
        with pytest.raises(NotFound, match="Requested entity was not found"):
            method(name=name)


def test_a_task_in_a_missing_queue_is_refused(client: CloudTasksClient) -> None:
    with pytest.raises(NotFound, match="Queue does not exist"):
        client.create_task(parent=f"{PARENT}/queues/missing", task=a_task())


def test_tasks_are_listed_page_by_page_in_the_asked_view(client: CloudTasksClient, queue: str) -> None:
    for task_id in "abc":
        client.create_task(parent=queue, task=a_task(queue, task_id))

    pages = list(client.list_tasks({"parent": queue, "page_size": 2, "response_view": Task.View.FULL}).pages)

    names = [[task.name.rpartition("/")[2] for task in page.tasks] for page in pages]
    assert names == [["a", "b"], ["c"]]
    assert {task.http_request.body for page in pages for task in page.tasks} == {b"\x00\xffbody"}


def test_purging_removes_all_tasks_and_keeps_their_names_taken(client: CloudTasksClient, queue: str) -> None:
    client.create_task(parent=queue, task=a_task(queue, "a"))
    purged = client.purge_queue(name=queue)

    assert purged.purge_time is not None
    assert not list(client.list_tasks(parent=queue))
    with pytest.raises(Conflict):
        client.create_task(parent=queue, task=a_task(queue, "a"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": f"{PARENT}/queues/other/tasks/a"}, "must be the same"),
        ({"schedule_time": later(31 * 86400)}, "30 days"),
        ({"dispatch_deadline": Duration(seconds=14)}, "15 s and 30 minutes"),
        ({"http_request": {"url": "gopher://x"}}, "must begin with"),
        ({"http_request": {"url": "http://x", "body": b"x" * 1_048_576}}, "too large"),
        ({"http_request": {"url": "http://x", "body": b"x" * 9_000_000}}, "too large"),
        ({"http_request": {"url": "http://x", "headers": {"a": "b" * 81_920}}}, "81920"),
    ],
)
def test_what_can_never_work_is_refused_in_clear_words(
    client: CloudTasksClient, queue: str, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadRequest, match=words) as caught:
        client.create_task(parent=queue, task=a_task(**fields))
    # REST clients see the status alone, and so the broader error.
    assert type(caught.value) in {InvalidArgument, BadRequest}


def test_a_task_of_nearly_one_megabyte_comes_back_whole(client: CloudTasksClient, queue: str) -> None:
    body = bytes(range(256)) * 4090
    name = client.create_task(
        parent=queue,
        task=a_task(http_request={"url": "http://127.0.0.1:1/", "body": body}),
    ).name

    got = client.get_task({"name": name, "response_view": Task.View.FULL})
    assert got.http_request.body == body


def test_json_in_which_a_task_has_unknown_fields_is_refused(server: CloudTasksProcess, queue: str) -> None:
    reply = httpx.post(f"{server.rest_url}/v2/{queue}/tasks", json={"task": {"retries": 3}}, timeout=5)

    assert reply.status_code == 400
    assert "retries" in reply.json()["error"]["message"]
