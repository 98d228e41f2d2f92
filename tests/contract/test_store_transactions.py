"""What a transaction promises: its body saw one moment, and all it wrote is there or nothing is."""

import threading

import pytest

from shared.errors import InvariantBroken
from shared.model.ledger import Account
from shared.model.owner import PredictionOwner
from shared.store import documents
from shared.store.base import Store, Tx
from tests.contract.accounts import ALICE, AT, put_account, spend
from tests.fakes.memory_store import MemoryStore


def test_a_read_after_a_write_is_refused(store: Store) -> None:
    def body(tx: Tx) -> None:
        tx.create(ALICE, Account(id="alice"))
        tx.get(documents.account("bob"))

    with pytest.raises(InvariantBroken, match="reads everything"):
        store.transact(body)
    assert store.get(ALICE) is None


def test_a_write_without_a_read_is_refused(store: Store) -> None:
    with pytest.raises(InvariantBroken, match="without having been read"):
        store.transact(lambda tx: tx.put(ALICE, Account(id="alice")))


def test_the_body_runs_again_when_what_it_read_has_changed(store: Store) -> None:
    put_account(store, Account(id="alice", available=10))
    runs = []

    def body(tx: Tx) -> None:
        account = tx.get(ALICE)
        assert account is not None
        runs.append(account.available)
        if len(runs) == 1:
            put_account(store, Account(id="alice", available=5))
        tx.put(ALICE, account.model_copy(update={"available": account.available - 1}))

    store.transact(body)

    assert runs == [10, 5]
    assert store.get(ALICE) == Account(id="alice", available=4)


def test_the_body_runs_again_when_what_it_only_read_has_changed(store: Store) -> None:
    put_account(store, Account(id="alice", available=10))
    runs = []

    def body(tx: Tx) -> None:
        account = tx.get(ALICE)
        assert account is not None
        runs.append(account.available)
        if len(runs) == 1:
            put_account(store, Account(id="alice", available=5))
        tx.project(documents.account("copy"), account.model_copy(update={"id": "copy"}))

    store.transact(body)

    assert runs == [10, 5]
    assert store.get(documents.account("copy")) == Account(id="copy", available=5)


def test_the_body_runs_again_when_what_was_missing_has_appeared(store: Store) -> None:
    runs = []

    def body(tx: Tx) -> None:
        runs.append(tx.get(ALICE))
        if len(runs) == 1:
            put_account(store, Account(id="alice"))
        tx.project(documents.account("copy"), Account(id="copy"))

    store.transact(body)

    assert runs == [None, Account(id="alice")]


def test_relying_on_a_document_does_not_change_it(store: Store) -> None:
    account = Account(id="alice", available=3)
    put_account(store, account)

    def body(tx: Tx) -> None:
        assert tx.get(ALICE) == account
        assert tx.get(documents.account("nobody")) is None
        tx.project(documents.account("copy"), Account(id="copy"))

    store.transact(body)

    assert store.get(ALICE) == account
    assert store.get(documents.account("nobody")) is None


def test_two_creates_of_one_document_make_one(store: Store) -> None:
    ref = documents.prediction_owner("p", "1")
    first = PredictionOwner(job_id="first", attempt=1, at=AT)
    store.transact(lambda tx: tx.create(ref, first))

    def body(tx: Tx) -> PredictionOwner:
        seen = tx.get(ref)
        if seen is not None:
            return seen
        tx.create(ref, PredictionOwner(job_id="second", attempt=1, at=AT))
        raise AssertionError

    assert store.transact(body) == first


def test_what_the_body_raises_comes_out_and_nothing_is_written(store: Store) -> None:
    def body(tx: Tx) -> None:
        tx.create(ALICE, Account(id="alice"))
        raise LookupError("no")

    with pytest.raises(LookupError):
        store.transact(body)
    assert store.get(ALICE) is None


def test_what_the_body_raises_of_two_reads_that_were_never_so_together_runs_it_again(store: Store) -> None:
    for name in ("alice", "bob"):
        put_account(store, Account(id=name, available=1))
    runs = []

    def body(tx: Tx) -> None:
        alice = tx.get(ALICE)
        if not runs:
            for name in ("alice", "bob"):
                put_account(store, Account(id=name, available=2))
        bob = tx.get(documents.account("bob"))
        assert alice is not None
        assert bob is not None
        runs.append((alice.available, bob.available))
        if alice.available != bob.available:
            raise LookupError("the books contradict themselves")

    store.transact(body)

    assert runs == [(1, 2), (2, 2)]


def test_what_the_body_raises_of_an_answer_that_was_never_so_runs_it_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("alice", "bob"):
        put_account(store, Account(id=name, available=1))
    whole, runs = store._fetch, []

    def torn(paths: list[str]) -> dict[str, object]:
        """Read one document after the other, and let others commit in between."""
        monkeypatch.undo()
        first = whole(paths[:1])
        for name in ("alice", "bob"):
            put_account(store, Account(id=name, available=2))
        return {**first, **whole(paths[1:])}

    def body(tx: Tx) -> None:
        alice, bob = tx.get_both(ALICE, documents.account("bob"))
        assert alice is not None
        assert bob is not None
        runs.append((alice.available, bob.available))
        if alice.available != bob.available:
            raise LookupError("the books contradict themselves")

    monkeypatch.setattr(store, "_fetch", torn)
    store.transact(body)

    assert runs == [(1, 2), (2, 2)]


def test_what_the_body_raises_of_two_reads_comes_out(store: Store) -> None:
    def body(tx: Tx) -> None:
        tx.get(ALICE)
        tx.get(documents.account("bob"))
        raise LookupError("no")

    with pytest.raises(LookupError):
        store.transact(body)


def test_concurrent_writers_lose_nothing(store: Store) -> None:
    put_account(store, Account(id="alice", available=40))
    threads = [threading.Thread(target=spend, args=(store, n)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    account = store.get(ALICE)
    assert account is not None
    assert (account.available, account.held, account.ver) == (0, 40, 40)


def test_a_lost_reply_runs_the_body_again_and_the_body_recognises_its_success() -> None:
    store = MemoryStore(lose_replies=0.5, seed=7)
    put_account(store, Account(id="alice", available=40))
    commits = store.commits
    for n in range(20):
        spend(store, n)

    account = store.get(ALICE)
    assert account is not None
    assert (account.available, account.held) == (20, 20)
    assert store.commits == commits + 20
