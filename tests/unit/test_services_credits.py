"""Accounts, grants, the audit and the nightly proof."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.errors import (
    IdempotencyKeyReused,
    InsufficientCredits,
    InvariantBroken,
    NotAllowed,
    Unavailable,
)
from shared.model.job import JobState
from shared.model.ledger import Account, EntryKind
from shared.services import reconcile
from shared.services.reconcile import Reconcile
from tests.factories import an_order
from tests.fakes.clock import START
from tests.house import House


def test_an_account_opens_with_what_a_new_customer_is_given_as_a_ledger_entry() -> None:
    house = House(available=100)

    assert house.credits.account("alice").available == 100
    assert [entry.id for entry in house.credits.ledger("alice", limit=10)] == ["grant:signup"]
    house.credits.account("alice")
    assert house.credits.audit("alice").entries == 1


def test_an_account_without_a_welcome_opens_empty() -> None:
    house = House(available=0)

    assert house.credits.account("alice") == Account(id="alice")
    assert house.credits.audit("alice").balanced


def test_a_grant_is_given_once_per_key() -> None:
    house = House(available=0)
    first = house.credits.grant("alice", amount=50, key="invoice-1", reason="bought", actor="op")
    again = house.credits.grant("alice", amount=50, key="invoice-1", reason="bought", actor="op")

    assert first == again
    assert house.balance() == (50, 0, 0)
    with pytest.raises(IdempotencyKeyReused):
        house.credits.grant("alice", amount=60, key="invoice-1", reason="bought", actor="op")


def test_a_grant_to_a_new_customer_keeps_the_welcome() -> None:
    house = House(available=100)
    house.credits.grant("alice", amount=50, key="gift", reason="gift", actor="op")

    assert house.balance() == (150, 0, 0)
    assert house.credits.audit("alice").entries == 2


def test_the_audit_notices_money_without_an_entry_and_an_entry_without_money() -> None:
    house = House()
    house.jobs.create(an_order())
    assert house.credits.audit("alice").balanced

    house.store.documents["accounts/alice"]["available"] += 1
    assert not house.credits.audit("alice").balanced
    house.store.documents["accounts/alice"]["available"] -= 1
    del house.store.documents["accounts/alice/ledger/grant:signup"]
    assert not house.credits.audit("alice").balanced


def test_the_audit_is_not_fooled_by_a_posting_between_its_two_reads() -> None:
    house = House()
    house.credits.account("alice")
    totals = house.store.totals
    raced: list[int] = []

    def racing(*args: object) -> tuple[int, ...]:
        found = totals(*args)
        if len(raced) < 2:
            raced.append(1)
            house.jobs.create(an_order(f"k{len(raced)}"))
        return found

    house.store.totals = racing

    assert house.credits.audit("alice").balanced
    assert len(raced) == 2


def test_the_audit_of_an_account_that_never_rests_says_that_it_cannot_tell() -> None:
    house = House(active_jobs_max=100)
    house.credits.account("alice")
    totals = house.store.totals
    raced: list[int] = []

    def racing(*args: object) -> tuple[int, ...]:
        found = totals(*args)
        raced.append(1)
        house.jobs.create(an_order(f"k{len(raced)}"))
        return found

    house.store.totals = racing

    with pytest.raises(Unavailable):
        house.credits.audit("alice")
    report = Reconcile(house.store, house.credits).run()
    assert (report.drifted, report.busy) == ([], 1)


def test_the_nightly_proof_checks_every_account_and_names_those_that_drift() -> None:
    house = House()
    for n in range(450):
        house.credits.account(f"customer-{n:03d}")
    house.store.documents["accounts/customer-007"]["held"] += 5

    report = Reconcile(house.store, house.credits).run()

    assert report.accounts == 450
    assert report.drifted == ["customer-007"]


def test_f114_an_account_that_drifts_orders_nothing_until_its_books_add_up_again() -> None:
    house = House()
    running = house.jobs.create(an_order("k1"))
    house.store.documents["accounts/alice"]["available"] += 1
    night = Reconcile(house.store, house.credits)

    night.run()
    night.run()

    with pytest.raises(NotAllowed, match="checking your balance"):
        house.jobs.create(an_order("k2"))
    assert house.jobs.create(an_order("k1")).id == running.id
    house.deliver_all()
    assert house.job(running.id).state is JobState.COMPLETED
    assert house.entries() == ["hold", "capture"]
    assert house.credits.account("alice").available == 91, "a drift is never mended by a program"

    house.store.documents["accounts/alice"]["available"] -= 1
    night.run()
    house.jobs.create(an_order("k2"))
    assert house.balance() == (80, 10, 1)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(EntryKind), st.integers(1, 10**9)), max_size=30))
def test_f116_whatever_is_posted_the_deltas_add_up_to_the_balance_in_whole_credits(
    posts: list[tuple[EntryKind, int]],
) -> None:
    account, entries = Account(id="a"), []
    for n, (kind, amount) in enumerate(posts):
        try:
            account, entry = account.post(kind, amount, entry_id=str(n), reason="", at=START)
        except (InsufficientCredits, InvariantBroken, ValidationError):
            continue
        entries.append(entry)

    assert account.available == sum(entry.available_delta for entry in entries) >= 0
    assert account.held == sum(entry.held_delta for entry in entries) >= 0
    assert account.ver == len(entries)
    assert all(type(n) is int for n in (account.available, account.held))


@pytest.mark.parametrize("amount", [1.5, 1.0, "1", True, -1, 10**9 + 1])
def test_f116_an_amount_that_is_no_whole_number_in_bounds_is_never_posted(amount: Any) -> None:
    with pytest.raises((ValidationError, TypeError)):
        Account(id="a", available=5).post(EntryKind.GRANT, amount, entry_id="x", reason="", at=START)


def test_an_account_never_goes_below_zero() -> None:
    account = Account(id="a", available=5)
    with pytest.raises(InsufficientCredits):
        account.post(EntryKind.HOLD, 6, entry_id="x", reason="", at=START)
    for kind in (EntryKind.CAPTURE, EntryKind.RELEASE):
        with pytest.raises(InvariantBroken):
            account.post(kind, 1, entry_id="x", reason="", at=START)


def test_what_is_held_is_either_spent_or_given_back() -> None:
    held, hold = Account(id="a", available=5).post(EntryKind.HOLD, 4, entry_id="j:hold", reason="", at=START)
    assert (held.available, held.held, held.active_jobs, held.ver) == (1, 4, 1, 1)
    assert (hold.available_delta, hold.held_delta, hold.available_after) == (-4, 4, 1)

    spent, _ = held.post(EntryKind.CAPTURE, 4, entry_id="j:final", reason="", at=START)
    back, _ = held.post(EntryKind.RELEASE, 4, entry_id="j:final", reason="", at=START)

    assert (spent.available, spent.held, spent.active_jobs) == (1, 0, 0)
    assert (back.available, back.held, back.active_jobs) == (5, 0, 0)


def test_ledger_entries_are_numbered_without_a_gap() -> None:
    house = House()
    house.jobs.create(an_order())
    house.deliver_all()

    entries = house.credits.ledger("alice", limit=10)
    assert [(entry.n, entry.kind.value) for entry in entries] == [(3, "capture"), (2, "hold"), (1, "grant")]


def test_a_proof_that_did_not_come_to_the_last_account_does_not_say_it_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reconcile, "PAGE", 2)
    monkeypatch.setattr(reconcile, "PAGES_MAX", 2)
    house = House(available=0)
    for n in range(3):
        house.credits.grant(f"person-{n}", amount=1, key=f"{n}", reason="gift", actor="op")
    assert Reconcile(house.store, house.credits).run().accounts == 3

    house.credits.grant("person-3", amount=1, key="3", reason="gift", actor="op")
    with pytest.raises(RuntimeError, match="more than 4 accounts: divide"):
        Reconcile(house.store, house.credits).run()
