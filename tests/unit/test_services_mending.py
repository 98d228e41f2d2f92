"""An account that drifted: what it should say, and setting it to that by hand."""

import pytest

from shared.errors import InvariantBroken, NotFound, Unavailable
from shared.services.mending import Mended, Mending
from shared.services.reconcile import Reconcile
from tests.factories import an_order
from tests.house import House


def mend(house: House, account_id: str = "alice", *, write: bool = True) -> Mended:
    mending = Mending(house.store, now=house.clock)
    return mending.mend(account_id, reason="TICKET-1", actor="oscar", write=write)


def drifted(house: House) -> Reconcile:
    """Let an account with a job under way say more than its entries do, and be found."""
    house.jobs.create(an_order("k1"))
    house.store.documents["accounts/alice"] |= {"available": 95, "held": 3, "active_jobs": 4}
    night = Reconcile(house.store, house.credits)
    assert night.run().drifted == ["alice"]
    return night


def test_it_is_set_to_its_entries_may_order_again_and_an_entry_says_who_did_it() -> None:
    house = House()
    night = drifted(house)

    mended = mend(house)

    assert mended.written
    assert house.balance() == (90, 10, 1)
    newest = house.credits.ledger("alice", limit=1)[0]
    assert (newest.amount, newest.reason) == (0, "TICKET-1 (oscar)")
    house.jobs.create(an_order("k2"))
    assert night.run().drifted == []
    house.deliver_all()
    assert house.balance() == (80, 0, 0)


def test_looking_changes_nothing() -> None:
    house = House()
    drifted(house)
    before = dict(house.store.documents["accounts/alice"])

    looked = mend(house, write=False)

    assert (looked.written, looked.before.available, looked.after.available) == (False, 95, 90)
    assert house.store.documents["accounts/alice"] == before


def test_an_account_that_adds_up_gets_no_entry() -> None:
    house = House()
    house.jobs.create(an_order())
    count = len(house.credits.ledger("alice", limit=100))

    assert not mend(house).written
    assert len(house.credits.ledger("alice", limit=100)) == count


def test_what_is_posted_meanwhile_stops_it() -> None:
    house = House()
    drifted(house)
    house.store.before_commit = lambda: house.credits.grant("alice", amount=1, key="k", reason="r", actor="a")

    with pytest.raises(Unavailable, match="changed meanwhile"):
        mend(house)


def test_entries_below_nothing_and_strangers_are_left_to_people() -> None:
    house = House()
    drifted(house)
    path = next(path for path in house.store.paths("accounts/alice/ledger/") if path.endswith("signup"))
    house.store.documents[path]["available_delta"] = 0

    with pytest.raises(InvariantBroken):
        mend(house)
    with pytest.raises(NotFound):
        mend(house, "nobody")


def test_a_commit_whose_reply_is_lost_mends_once() -> None:
    house = House(lose_replies=0.5)
    drifted(house)

    assert mend(house).written
    assert house.balance() == (90, 10, 1)
