"""Queues, through Google's own clients over both protocols."""

import subprocess
from uuid import uuid4

import httpx
import pytest
from google.api_core.exceptions import (
    AlreadyExists,
    BadRequest,
    Conflict,
    FailedPrecondition,
    NotFound,
)
from google.cloud.tasks_v2 import CloudTasksClient, Queue
from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask

from infra.local.cloud_tasks.queues import ensure_queues
from tests.fakes.cloud_tasks_process import PARENT, CloudTasksProcess

NAME = f"{PARENT}/queues/steps"


@pytest.fixture(params=["grpc", "rest"])
def client(server: CloudTasksProcess, request: pytest.FixtureRequest) -> CloudTasksClient:
    return server.client() if request.param == "grpc" else server.rest_client()


@pytest.fixture
def name() -> str:
    """Return a queue name that no other test uses."""
    return f"{PARENT}/queues/q{uuid4().hex}"


def test_a_queue_is_created_with_defaults_and_can_be_read(client: CloudTasksClient, name: str) -> None:
    created = client.create_queue(parent=PARENT, queue={"name": name})

    assert created.state is Queue.State.RUNNING
    assert created.rate_limits.max_burst_size == 100
    assert client.get_queue(name=name) == created


def test_a_queue_that_exists_cannot_be_created(client: CloudTasksClient, name: str) -> None:
    client.create_queue(parent=PARENT, queue={"name": name})

    # Over gRPC it is AlreadyExists, a subclass of Conflict, which is all that REST can tell.
    with pytest.raises(Conflict, match="Queue already exists"):
        client.create_queue(parent=PARENT, queue={"name": name})


def test_over_grpc_the_error_is_already_exists(server: CloudTasksProcess, name: str) -> None:
    client = server.client()
    client.create_queue(parent=PARENT, queue={"name": name})

    with pytest.raises(AlreadyExists):
        client.create_queue(parent=PARENT, queue={"name": name})


def test_a_missing_queue_is_not_found_by_any_method(client: CloudTasksClient) -> None:
    missing = f"{PARENT}/queues/missing"
    for method in (
        client.get_queue,
        client.delete_queue,
        client.pause_queue,
        client.resume_queue,
        client.purge_queue,
    ):
        with pytest.raises(NotFound):
            method(name=missing)
    with pytest.raises(NotFound, match="Queue does not exist"):
        client.list_tasks(parent=missing)


def test_a_malformed_name_is_refused(client: CloudTasksClient) -> None:
    with pytest.raises(BadRequest, match="Queue name must be formatted"):
        client.create_queue(parent=PARENT, queue={"name": f"{PARENT}/queues/a_b"})


def test_a_deleted_queues_name_cannot_be_used_again_soon(client: CloudTasksClient, name: str) -> None:
    client.create_queue(parent=PARENT, queue={"name": name})
    client.delete_queue(name=name)

    with pytest.raises(NotFound):
        client.get_queue(name=name)
    with pytest.raises(BadRequest, match="existed too recently"):
        client.create_queue(parent=PARENT, queue={"name": name})


def test_over_grpc_the_refusal_of_a_deleted_name_is_failed_precondition(
    server: CloudTasksProcess, name: str
) -> None:
    client = server.client()
    client.create_queue(parent=PARENT, queue={"name": name})
    client.delete_queue(name=name)

    with pytest.raises(FailedPrecondition):
        client.create_queue(parent=PARENT, queue={"name": name})


def test_an_update_changes_only_what_its_mask_names(client: CloudTasksClient, name: str) -> None:
    client.create_queue(
        parent=PARENT, queue={"name": name, "retry_config": {"max_attempts": 7, "max_doublings": 2}}
    )
    changed = client.update_queue(
        queue={"name": name, "rate_limits": {"max_dispatches_per_second": 5}, "retry_config": {}},
        update_mask=FieldMask(paths=["rate_limits.max_dispatches_per_second"]),
    )

    assert changed.rate_limits.max_dispatches_per_second == 5
    assert changed.retry_config.max_attempts == 7
    assert client.get_queue(name=name) == changed


def test_an_update_of_a_missing_queue_creates_it(client: CloudTasksClient, name: str) -> None:
    client.update_queue(queue={"name": name})

    assert client.get_queue(name=name).state is Queue.State.RUNNING


def test_queues_are_listed_page_by_page(client: CloudTasksClient, name: str) -> None:
    parent = f"{PARENT}-{name[-6:]}"
    names = [f"{parent}/queues/{letter}" for letter in "abc"]
    for queue_name in names:
        client.update_queue(queue={"name": queue_name})

    pages = list(client.list_queues({"parent": parent, "page_size": 2}).pages)

    assert [[queue.name for queue in page.queues] for page in pages] == [names[:2], names[2:]]


def test_pause_and_resume_show_in_the_queues_state(client: CloudTasksClient, name: str) -> None:
    client.create_queue(parent=PARENT, queue={"name": name})

    assert client.pause_queue(name=name).state is Queue.State.PAUSED
    assert client.get_queue(name=name).state is Queue.State.PAUSED
    assert client.resume_queue(name=name).state is Queue.State.RUNNING


def test_ensuring_queues_creates_them_and_later_brings_them_in_line(
    server: CloudTasksProcess,
) -> None:
    address, table = f"127.0.0.1:{server.grpc_port}", {"max_dispatches_per_second": 100}
    ensure_queues(address, "ensured", "here", {"wavespeed": table, "plain": {}})
    ensure_queues(
        address,
        "ensured",
        "here",
        {
            "wavespeed": table
            | {
                "max_concurrent_dispatches": 9,
                "max_attempts": 5,
                "max_doublings": 3,
                "min_backoff_s": 1.5,
                "max_backoff_s": 60,
                "max_retry_duration_s": 120,
            }
        },
    )

    queue = server.client().get_queue(name="projects/ensured/locations/here/queues/wavespeed")
    retry = Queue.pb(queue).retry_config
    assert queue.rate_limits.max_dispatches_per_second == 100
    assert queue.rate_limits.max_concurrent_dispatches == 9
    assert (retry.max_attempts, retry.max_doublings) == (5, 3)
    assert retry.min_backoff == Duration(seconds=1, nanos=500_000_000)
    assert (retry.max_backoff.seconds, retry.max_retry_duration.seconds) == (60, 120)


def test_ensuring_refuses_a_key_it_does_not_know() -> None:
    with pytest.raises(ValueError, match=r"wavespeed: unknown keys \['burst'\]"):
        ensure_queues("127.0.0.1:1", "p", "l", {"wavespeed": {"burst": 3}})


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"nonsense": 1}', b'{"rateLimits": 5}', b"\xff\xfe", b'{"name": "\x00"}']
)
def test_json_that_is_no_queue_gets_a_400_that_says_so(server: CloudTasksProcess, body: bytes) -> None:
    reply = httpx.post(f"{server.rest_url}/v2/{PARENT}/queues", content=body, timeout=5)

    assert reply.status_code == 400
    assert reply.json()["error"]["status"] == "INVALID_ARGUMENT"


def test_a_second_server_on_the_same_database_refuses_to_start(
    server: CloudTasksProcess,
) -> None:
    second = CloudTasksProcess(server.directory)
    ended = subprocess.run(second.command(), capture_output=True, text=True, timeout=30, check=False)

    assert ended.returncode == 1
    assert "in use by another Cloud Tasks server" in ended.stderr


def test_a_project_id_may_have_a_colon_in_rest_paths(server: CloudTasksProcess) -> None:
    name = "projects/example.com:dailies/locations/here/queues/steps"
    client = server.rest_client()
    client.create_queue(parent=name.removesuffix("/queues/steps"), queue={"name": name})

    assert client.pause_queue(name=name).name == name


def test_json_nested_without_end_is_refused(server: CloudTasksProcess) -> None:
    url, body = f"{server.rest_url}/v2/{PARENT}/queues", b'{"a":' * 100_000
    reply = httpx.post(url, content=body, timeout=5)

    assert reply.status_code == 400
