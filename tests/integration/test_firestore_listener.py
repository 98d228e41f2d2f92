"""The studio's one listener, opened as browsers do: a stream over which changes come by themselves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
import pytest
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport
from google.cloud.firestore_v1.types import ListenRequest, Target, TargetChange

from tests.firestore_permissions import a_project
from tests.firestore_rest import Emulator, token

pytestmark = pytest.mark.emulator

WAIT_S = 20


@pytest.fixture(scope="module")
def emulator(firestore_emulator: str) -> Iterator[Emulator]:
    with a_project(firestore_emulator) as project:
        yield project


def newest_of(owner: str) -> dict[str, Any]:
    """The studio's question: a person's creations by `updated_at`, newest 50."""
    mine = {
        "field": {"field_path": "owner"},
        "op": "EQUAL",
        "value": {"string_value": owner},
    }
    newest = {"field": {"field_path": "updated_at"}, "direction": "DESCENDING"}
    return {
        "from_": [{"collection_id": "creations"}],
        "where": {"field_filter": mine},
        "order_by": [newest],
        "limit": 50,
    }


@contextmanager
def listening(emulator: Emulator, *, listener: str, owner: str) -> Iterator[Iterator[Any]]:
    database = f"projects/{emulator.project}/databases/(default)"
    query = Target.QueryTarget(parent=f"{database}/documents", structured_query=newest_of(owner))
    over = threading.Event()

    def requests() -> Iterator[ListenRequest]:
        yield ListenRequest(database=database, add_target=Target(target_id=1, query=query))
        over.wait(WAIT_S)  # the stream lives as long as it may still ask

    with grpc.insecure_channel(emulator.host) as channel:
        client = FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))
        bearer = f"Bearer {token(listener, project=emulator.project)}"
        headers = [("authorization", bearer), ("google-cloud-resource-prefix", database)]
        try:
            yield iter(client.listen(requests=requests(), metadata=headers, timeout=WAIT_S))
        finally:
            over.set()


def statuses(stream: Iterator[Any]) -> Iterator[str]:
    for answer in stream:
        if answer.document_change.document.name:
            yield answer.document_change.document.fields["status"].string_value


def wait_until_current(stream: Iterator[Any]) -> None:
    for answer in stream:
        if answer.target_change.target_change_type == TargetChange.TargetChangeType.CURRENT:
            return


def put(emulator: Emulator, status: str) -> None:
    creation = {"owner": "alice", "status": status, "updated_at": 1}
    assert emulator.as_operator().put("creations/live", creation)


def test_a_change_comes_to_its_owner_by_itself(emulator: Emulator) -> None:
    put(emulator, "processing")
    with listening(emulator, listener="alice", owner="alice") as stream:
        seen = statuses(stream)

        assert next(seen) == "processing"
        wait_until_current(stream)  # what changes before may be lost: seen once, on a busy machine
        put(emulator, "draft")
        assert next(seen) == "draft"


def test_nobody_listens_to_somebody_else(emulator: Emulator) -> None:
    put(emulator, "processing")
    with listening(emulator, listener="bob", owner="alice") as stream:
        for answer in stream:
            assert not answer.document_change.document.name
            if answer.target_change.target_change_type == TargetChange.TargetChangeType.REMOVE:
                break

        assert answer.target_change.cause.code == grpc.StatusCode.PERMISSION_DENIED.value[0]
