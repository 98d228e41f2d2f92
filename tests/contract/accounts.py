"""Accounts that the suites of the stores write, and spend from."""

from datetime import UTC, datetime

from shared.model.ledger import Account, EntryKind
from shared.store import documents
from shared.store.base import Store, Tx

AT = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)
ALICE = documents.account("alice")


def put_account(store: Store, account: Account) -> None:
    def body(tx: Tx) -> None:
        tx.get(documents.account(account.id))
        tx.put(documents.account(account.id), account)

    store.transact(body)


def spend(store: Store, n: int, amount: int = 1) -> None:
    def body(tx: Tx) -> None:
        account = tx.get(ALICE)
        assert account is not None
        if tx_entry_exists(store, n):
            return
        after, entry = account.post(
            EntryKind.HOLD, amount, entry_id=f"job{n}:hold", reason="test", at=AT, job_id=f"job{n}"
        )
        tx.put(ALICE, after)
        tx.create(documents.entry("alice", entry.id), entry)

    store.transact(body)


def tx_entry_exists(store: Store, n: int) -> bool:
    return store.get(documents.entry("alice", f"job{n}:hold")) is not None
