"""Who may do what in Firestore: the table that the rules are held against, and how it is tried."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.emulators import RULES
from tests.firestore_rest import Client, Emulator

# Alice owns every document below. The last two are somebody else with a token that says too much:
# what counts is whom Google signed it for, and when it ends is Google's to check, before the rules.
PEOPLE: dict[str, Callable[[Emulator], Client]] = {
    "alice": lambda emulator: emulator.as_user("alice"),
    "another": lambda emulator: emulator.as_user("bob"),
    "nobody": lambda emulator: emulator.as_bearer(None),
    "forger": lambda emulator: emulator.as_user(
        "bob",
        user_id="alice",
        uid="alice",
        owner="alice",
        admin=True,
        role="operator",
        email="alice@example.com",
    ),
    "expired": lambda emulator: emulator.as_user("bob", exp=3600, iat=0, auth_time=0),
    "operator": lambda emulator: emulator.as_operator(),
}
OPERATOR = {"operator"}
OWNER = {"alice", *OPERATOR}
EVERYBODY = set(PEOPLE)

# collection: the field that names the owner. A document's id is `alice`, as an account's is.
OWNED_BY = {
    "accounts": "id",
    "accounts/alice/ledger": "account_id",
    "creations": "owner",
    "videos": "account_id",
    "feed": "job_id",
    "jobs": "account_id",
    "jobs/alice/events": "kind",
    "provider_ids": "job_id",
    "uploads": "account_id",
    "posts": "account_id",
    "connections": "account_id",
    "projects": "account_id",
    "projects/alice/nodes": "account_id",
    "batches": "account_id",
    "webhooks": "account_id",
    "anything_else": "owner",
}

# way: what is tried, by a client, on a collection whose owner's field is `field`.
WAYS: dict[str, Callable[[Client, str, str], bool]] = {
    "get": lambda client, at, field: client.get(f"{at}/alice"),
    "get what is missing": lambda client, at, field: client.get(f"{at}/missing"),
    "list hers": lambda client, at, field: client.query(at, where=(field, "EQUAL", "alice"), limit=50),
    "list a full page": lambda client, at, field: client.query(
        at, where=(field, "EQUAL", "alice"), limit=100
    ),
    "list past a page": lambda client, at, field: client.query(
        at, where=(field, "EQUAL", "alice"), limit=101
    ),
    "list without limit": lambda client, at, field: client.query(at, where=(field, "EQUAL", "alice")),
    "list another's": lambda client, at, field: client.query(at, where=(field, "EQUAL", "carol"), limit=50),
    "list all": lambda client, at, field: client.query(at, limit=50),
    "list the group": lambda client, at, field: client.query(
        at, where=(field, "EQUAL", "alice"), limit=50, group=True
    ),
    "count hers": lambda client, at, field: client.count(at, where=(field, "EQUAL", "alice")),
    "create": lambda client, at, field: client.create(f"{at}/{uuid.uuid4().hex}", {field: "bob"}),
    "update money": lambda client, at, field: client.update(f"{at}/alice", {"available": 10_000}),
    "update status": lambda client, at, field: client.update(f"{at}/alice", {"status": "draft", "price": 0}),
    "change the owner": lambda client, at, field: client.update(f"{at}/alice", {field: "bob"}),
    "overwrite": lambda client, at, field: client.put(f"{at}/alice", {field: "bob"}),
    "commit": lambda client, at, field: client.commit(f"{at}/alice", {field: "bob"}),
    "delete": lambda client, at, field: client.delete(f"{at}/alice"),
}

# What is allowed; everything that is not named here is for operators alone.
MAY: dict[tuple[str, str], set[str]] = {
    ("accounts", "get"): OWNER,
    ("accounts/alice/ledger", "get"): OWNER,
    ("accounts/alice/ledger", "get what is missing"): OWNER,
    ("accounts/alice/ledger", "list hers"): OWNER,
    ("accounts/alice/ledger", "list a full page"): OWNER,
    ("accounts/alice/ledger", "list another's"): OWNER,  # all of it is hers, whatever the filter says
    ("accounts/alice/ledger", "list all"): OWNER,
    ("creations", "get"): OWNER,
    ("creations", "list hers"): OWNER,
    ("creations", "list a full page"): OWNER,
    ("videos", "get"): OWNER,
    ("videos", "list hers"): OWNER,
    ("videos", "list a full page"): OWNER,
    ("feed", "get"): EVERYBODY,
    ("feed", "get what is missing"): EVERYBODY,
    ("feed", "list hers"): EVERYBODY,
    ("feed", "list a full page"): EVERYBODY,
    ("feed", "list another's"): EVERYBODY,
    ("feed", "list all"): EVERYBODY,
}


@contextmanager
def a_project(host: str) -> Iterator[Emulator]:
    """Give a project of its own, with the repository's rules."""
    with httpx.Client(trust_env=False, timeout=10) as http:
        made = Emulator(host, f"rules-{uuid.uuid4().hex[:12]}", http)
        made.use_rules(RULES)
        yield made


def seed(emulator: Emulator, collection: str) -> None:
    wanted: dict[str, Any] = {OWNED_BY[collection]: "alice", "status": "failed", "available": 1}
    assert emulator.as_operator().put(f"{collection}/alice", wanted)


def who_may(emulator: Emulator, collection: str, way: str) -> Iterator[str]:
    """Try it as everybody; the operator, who changes something, comes last."""
    seed(emulator, collection)
    for name, person in PEOPLE.items():
        if WAYS[way](person(emulator), collection, OWNED_BY[collection]):
            yield name
