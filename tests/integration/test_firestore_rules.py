"""Who may do what in Firestore, tried in the official emulator: every collection, every way, everybody."""

import itertools
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.firestore_permissions import MAY, OPERATOR, OWNED_BY, WAYS, a_project, seed, who_may
from tests.firestore_rest import Emulator

pytestmark = pytest.mark.emulator


@pytest.fixture(scope="module")
def emulator(firestore_emulator: str) -> Iterator[Emulator]:
    with a_project(firestore_emulator) as project:
        yield project


@pytest.mark.parametrize(("collection", "way"), list(itertools.product(OWNED_BY, WAYS)))
def test_only_those_named_may(emulator: Emulator, collection: str, way: str) -> None:
    assert set(who_may(emulator, collection, way)) == MAY.get((collection, way), OPERATOR)


def test_every_permission_is_about_a_collection_and_a_way_that_are_tried() -> None:
    assert {collection for collection, _ in MAY} <= set(OWNED_BY)
    assert {way for _, way in MAY} <= set(WAYS)


def test_the_studio_may_listen_to_its_newest_creations(emulator: Emulator) -> None:
    seed(emulator, "creations")
    listener = {"order_by": ("updated_at", "DESCENDING"), "limit": 50}

    assert emulator.as_user("alice").query("creations", where=("owner", "EQUAL", "alice"), **listener)
    assert not emulator.as_user("bob").query("creations", where=("owner", "EQUAL", "alice"), **listener)


@pytest.mark.parametrize("owner", [["alice"], {"alice": True}, {"uid": "alice"}, None, True, 0, "", "Alice"])
def test_an_owner_of_another_type_is_nobody(emulator: Emulator, owner: Any) -> None:
    emulator.as_operator().put("creations/odd", {"owner": owner})
    emulator.as_operator().put("videos/odd", {"account_id": owner})

    assert not emulator.as_user("alice").get("creations/odd")
    assert not emulator.as_user("alice").get("videos/odd")
    assert not emulator.as_bearer(None).get("creations/odd")


def test_a_document_without_an_owner_is_nobodys(emulator: Emulator) -> None:
    emulator.as_operator().put("creations/orphan", {"status": "draft"})

    assert not emulator.as_user("alice").get("creations/orphan")
    assert not emulator.as_bearer(None).get("creations/orphan")


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("IN", ["alice", "bob"]),
        ("NOT_IN", ["carol"]),
        ("NOT_EQUAL", "carol"),
        ("GREATER_THAN_OR_EQUAL", "alice"),
        ("LESS_THAN_OR_EQUAL", "alice"),
        ("ARRAY_CONTAINS", "alice"),
        ("EQUAL", ["alice"]),
    ],
)
def test_only_equality_with_oneself_is_a_filter_on_ones_own(
    emulator: Emulator, operator: str, value: Any
) -> None:
    assert not emulator.as_user("alice").query("creations", where=("owner", operator, value), limit=10)


def test_a_filter_on_another_field_is_no_filter_on_the_owner(emulator: Emulator) -> None:
    for field in ("account_id", "id", "owner.uid"):
        assert not emulator.as_user("alice").query("creations", where=(field, "EQUAL", "alice"), limit=10)


@pytest.mark.parametrize(
    "path",
    [
        "accounts/alice/secrets/1",
        "accounts/alice/ledger/alice/notes/1",
        "creations/alice/events/1",
        "videos/alice/renditions/1",
        "feed/alice/comments/1",
        "jobs/alice/events/1",
    ],
)
def test_permission_does_not_reach_below_a_document(emulator: Emulator, path: str) -> None:
    emulator.as_operator().put(path, {"owner": "alice", "account_id": "alice"})
    collection = path.rpartition("/")[0]

    for client in (emulator.as_user("alice"), emulator.as_bearer(None)):
        assert not client.get(path)
        assert not client.query(collection, where=("owner", "EQUAL", "alice"), limit=10)
        assert not client.create(f"{collection}/{uuid.uuid4().hex}", {"owner": "alice"})


def test_what_is_created_first_cannot_be_owned_later(emulator: Emulator) -> None:
    for client in (emulator.as_user("alice"), emulator.as_user("bob")):
        assert not client.create("creations/future", {"owner": "bob", "status": "published"})
        assert not client.put("accounts/bob", {"available": 10_000, "held": 0})
        assert not client.create("accounts/bob/ledger/grant:1", {"kind": "grant", "amount": 10_000})
        assert not client.create("provider_ids/wavespeed:1", {"job_id": "future"})


def test_the_account_of_null_is_not_nobodys(emulator: Emulator) -> None:
    for name in ("null", "undefined"):
        emulator.as_operator().put(f"accounts/{name}", {"available": 1})

        assert not emulator.as_bearer(None).get(f"accounts/{name}")


def test_one_foreign_document_refuses_the_whole_batch(emulator: Emulator) -> None:
    for collection in ("accounts", "creations", "jobs"):
        seed(emulator, collection)
    alice = emulator.as_user("alice")

    assert alice.get_many("accounts/alice", "creations/alice")
    assert not alice.get_many("accounts/alice", "accounts/bob")
    assert not alice.get_many("creations/alice", "jobs/alice")


def test_nobody_learns_which_subcollections_there_are(emulator: Emulator) -> None:
    for client in (emulator.as_user("alice"), emulator.as_bearer(None)):
        assert not client.subcollections("accounts/alice")


@pytest.mark.parametrize("bearer", ["owner2", "a.b.c", "null", "e30.e30."])
def test_what_is_no_token_opens_nothing(emulator: Emulator, bearer: str) -> None:
    assert emulator.as_bearer(bearer).send("GET", "/accounts/alice").status_code in (400, 401, 403)
