"""A database that does not answer."""

import time
from collections.abc import Callable, Iterator

import grpc
import pytest
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport

from infra.local.ports import HOST, free_ports
from shared.errors import Unavailable
from shared.store import documents, queries
from shared.store.firestore import Firestore

TIMEOUT_S = 1.5
CALLS: dict[str, Callable[[Firestore], object]] = {
    "get": lambda store: store.get(documents.job("j")),
    "find": lambda store: store.find(queries.accounts(limit=1)),
    "totals": lambda store: store.totals(queries.accounts(limit=1), "held"),
    "transact": lambda store: store.transact(lambda tx: tx.get(documents.job("j"))),
}


@pytest.fixture
def nowhere() -> Iterator[Firestore]:
    """A store at an address where nobody listens."""
    port = free_ports(["firestore"])["firestore"]
    with grpc.insecure_channel(f"{HOST}:{port}") as channel:
        client = FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))
        yield Firestore(client, project="p", timeout_s=TIMEOUT_S)


@pytest.mark.parametrize("call", CALLS)
def test_a_read_that_gets_no_answer_is_given_up_when_its_time_is_up(nowhere: Firestore, call: str) -> None:
    begun_s = time.monotonic()

    with pytest.raises(Unavailable):
        CALLS[call](nowhere)

    # It is given up early if the next try, after a pause of chance, would come too late.
    assert 0.2 * TIMEOUT_S < time.monotonic() - begun_s < 4 * TIMEOUT_S
