"""What a store finds: filtered, in order, page by page, and counted."""

from datetime import datetime, timedelta
from typing import Any

from shared.model.creation import Creation
from shared.model.job_filter import JobFilter
from shared.model.ledger import Account
from shared.model.owner import PredictionOwner
from shared.model.upload import Upload, UploadState
from shared.store import documents, queries
from shared.store.base import Query, Store, Tx
from tests.contract.accounts import AT, put_account, spend


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
