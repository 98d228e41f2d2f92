"""The same suite on the store in memory and on Firestore's emulator."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.errors import InvariantBroken
from shared.model.creation import Creation
from shared.model.job_filter import JobFilter
from shared.model.ledger import Account, EntryKind
from shared.model.owner import PredictionOwner
from shared.model.upload import Upload, UploadState
from shared.store import documents, queries
from shared.store.base import Query, Store, Tx
from tests.fakes.memory_store import MemoryStore

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


def test_a_deleted_document_is_gone(store: Store) -> None:
    put_account(store, Account(id="alice"))
    store.transact(lambda tx: tx.delete(ALICE))
    store.transact(lambda tx: tx.delete(ALICE))

    assert store.get(ALICE) is None


def owners(after: tuple[datetime, str] | None = None, limit: int = 3) -> Query[PredictionOwner]:
    return Query("provider_ids", PredictionOwner, (("job_id", "==", "j"),), (("at", "desc"),), limit, after)


def test_a_query_is_filtered_ordered_limited_and_continued(store: Store) -> None:
    for n, at in enumerate([AT, AT, AT, AT + timedelta(seconds=1), AT - timedelta(seconds=1)]):
        owner = PredictionOwner(job_id="j", attempt=n, at=at)
        store.transact(lambda tx, n=n, owner=owner: tx.create(documents.prediction_owner("p", str(n)), owner))
    other = PredictionOwner(job_id="k", attempt=9, at=AT)
    store.transact(lambda tx: tx.create(documents.prediction_owner("p", "9"), other))

    first = store.find(owners())
    rest = store.find(owners(after=(first[-1].at, f"p:{first[-1].attempt}")))

    assert [owner.attempt for owner in first] == [3, 2, 1]
    assert [owner.attempt for owner in rest] == [0, 4]


def test_a_subcollection_is_a_collection_of_its_own(store: Store) -> None:
    put_account(store, Account(id="alice", available=9))
    spend(store, 1)

    assert [account.id for account in store.find(Query("accounts", Account, (), (("id", "asc"),)))] == [
        "alice"
    ]


def test_totals_count_and_add_up(store: Store) -> None:
    put_account(store, Account(id="alice", available=9))
    spend(store, 1, 2)
    spend(store, 2, 3)
    entry = documents.entry("alice", "x").model
    query = Query("accounts/alice/ledger", entry, (), (("at", "desc"),), 1)

    assert store.totals(query, "available_delta", "held_delta") == (2, -5, 5)
    nothing = Query("accounts/bob/ledger", entry, (), (("at", "desc"),), 1)
    assert store.totals(nothing, "held_delta") == (0, 0)


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


def test_filters_hold_together_and_pages_lead_on(store: Store) -> None:
    made = [
        ("a", "draft", True, ("red", "sea")),
        ("b", "draft", False, ("red",)),
        ("c", "draft", True, ("blue", "sea")),
        ("d", "failed", True, ("red", "sea")),
        ("e", "draft", True, ("sea", "red", "sky")),
    ]
    for n, (name, status, favorite, words) in enumerate(made):
        creation = a_creation(name, status=status, favorite=favorite, words=words, at=AT + timedelta(hours=n))
        put_creation(store, creation)

    def found(*, after: queries.After = None, limit: int = 9, **wanted: Any) -> str:
        query = queries.creations("alice", JobFilter(**wanted), limit=limit, after=after)
        return "".join(creation.id for creation in store.find(query))

    assert found() == "edcba"
    assert found(oldest_first=True) == "abcde"
    assert found(words=("red",)) == "edba"
    assert found(words=("red",), favorite=True, status="draft") == "ea"
    assert found(words=("red",), favorite=True, status="draft", limit=1) == "e"
    last = (AT + timedelta(hours=4), "e")
    assert found(words=("red",), favorite=True, status="draft", after=last) == "a"
    assert found(since=AT + timedelta(hours=1), until=AT + timedelta(hours=3)) == "cb"
    assert (
        found(since=AT + timedelta(hours=1), oldest_first=True, after=(AT + timedelta(hours=1), "b")) == "cde"
    )
    assert found(words=("re",)) == ""


def test_pictures_that_can_be_used_are_found_newest_first(store: Store) -> None:
    for n, (owner, state) in enumerate((("alice", "ready"), ("alice", "waiting"), ("bob", "ready"))):
        for more in (0, 1):
            at = AT + timedelta(hours=n, minutes=more)
            upload = Upload(
                id=f"u{n}{more}", account_id=owner, content_type="image/png", size_bytes=1,
                state=UploadState(state), raw="raw", created_at=at,
            )  # fmt: skip
            put_upload(store, upload)

    assert [one.id for one in store.find(queries.pictures("alice", limit=9))] == ["u01", "u00"]
    after = (AT + timedelta(minutes=1), "u01")
    assert [one.id for one in store.find(queries.pictures("alice", limit=9, after=after))] == ["u00"]


def test_entries_of_one_kind_are_found_newest_first(store: Store) -> None:
    put_account(store, Account(id="alice", available=9, ver=0))
    for n in range(3):
        spend(store, n)

    holds = store.find(queries.entries("alice", kind="hold", limit=2))
    assert [entry.id for entry in holds] == ["job2:hold", "job1:hold"]
    after = (holds[-1].n, holds[-1].id)
    assert [entry.n for entry in store.find(queries.entries("alice", kind="hold", limit=2, after=after))] == [
        1
    ]
    assert store.find(queries.entries("alice", kind="grant", limit=2)) == []


def put_upload(store: Store, upload: Upload) -> None:
    def body(tx: Tx) -> None:
        tx.create(documents.upload(upload.id), upload)

    store.transact(body)


def a_creation(name: str, *, at: datetime, **said: Any) -> Creation:
    return Creation(
        id=name, owner="alice", job_type="generate", stage="", progress=None, prompt="", model="wan-2.5",
        price=1, error=None, video_id=None, media=None, expected_s=1, source_job_id=None, root_job_id=name,
        retried_from=None, revision=1, created_at=at, updated_at=at, checked_at=None, settled_at=None, **said,
    )  # fmt: skip


def put_creation(store: Store, creation: Creation) -> None:
    def body(tx: Tx) -> None:
        tx.project(documents.creation(creation.id), creation)

    store.transact(body)
