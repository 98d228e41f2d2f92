"""Documents in a store: what was written is what is read."""

from shared.model.ledger import Account
from shared.model.owner import PredictionOwner
from shared.store import documents
from shared.store.base import Store
from tests.contract.accounts import ALICE, AT, put_account


def test_what_was_written_is_read_back_equal(store: Store) -> None:
    account = Account(id="alice", available=7, held=2, active_jobs=1, ver=3)
    put_account(store, account)

    assert store.get(ALICE) == account
    assert store.get(documents.account("nobody")) is None


def test_times_keep_their_microseconds(store: Store) -> None:
    owner = PredictionOwner(job_id="j", attempt=1, at=AT)
    store.transact(lambda tx: tx.create(documents.prediction_owner("p", "a/b"), owner))

    assert store.get(documents.prediction_owner("p", "a/b")) == owner


def test_many_documents_come_in_the_order_asked(store: Store) -> None:
    for name in ("b", "a"):
        put_account(store, Account(id=name))

    found = store.get_all([documents.account(name) for name in ("a", "missing", "b")])

    assert [account and account.id for account in found] == ["a", None, "b"]


def test_a_deleted_document_is_gone(store: Store) -> None:
    put_account(store, Account(id="alice"))
    store.transact(lambda tx: tx.delete(ALICE))
    store.transact(lambda tx: tx.delete(ALICE))

    assert store.get(ALICE) is None
