"""A process that sleeps between its decision and its commit."""

import time

import pytest

from shared.errors import Unavailable
from shared.model.ledger import Account
from shared.store import documents
from shared.store.base import Tx
from tests.emulators import firestore_store

pytestmark = pytest.mark.emulator
ALICE = documents.account("alice")
PATIENCE_S = 0.2


def test_what_was_decided_too_long_ago_is_not_committed() -> None:
    store = firestore_store(transact_timeout_s=PATIENCE_S)

    def body(tx: Tx) -> None:
        tx.create(ALICE, Account(id="alice"))
        time.sleep(1.5 * PATIENCE_S)

    with pytest.raises(Unavailable):
        store.transact(body)

    assert store.get(ALICE) is None


def test_what_was_read_slowly_and_changes_nothing_is_answered() -> None:
    store = firestore_store(transact_timeout_s=PATIENCE_S)

    def body(tx: Tx) -> bool:
        missing = tx.get(ALICE) is None
        time.sleep(1.5 * PATIENCE_S)
        return missing

    assert store.transact(body)
