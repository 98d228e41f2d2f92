"""How many jobs an account may have under way, and how fast it may order them."""

import pytest

from shared.errors import InsufficientCredits, RateLimited
from shared.model.rate import Rate
from tests.factories import an_order
from tests.house import House


def test_too_many_jobs_under_way_are_refused_before_money_moves() -> None:
    house = House(active_jobs_max=2)
    for n in range(2):
        house.jobs.create(an_order(f"k{n}"))

    with pytest.raises(RateLimited):
        house.jobs.create(an_order("k3"))
    assert house.balance() == (80, 20, 2)
    house.deliver_all()
    house.jobs.create(an_order("k3"))


def test_orders_that_come_too_fast_are_refused_before_money_moves() -> None:
    house = House(orders=Rate(burst=2, interval_s=30))
    for n in range(2):
        house.jobs.create(an_order(f"k{n}"))

    with pytest.raises(RateLimited, match="Wait 30 s") as refused:
        house.jobs.create(an_order("k3"))

    assert refused.value.attributes["retry_after_s"] == pytest.approx(30, abs=0.1)
    assert house.balance() == (80, 20, 2)
    house.clock.pass_s(30)
    house.jobs.create(an_order("k3"))


def test_a_repeated_or_refused_order_does_not_count_as_one_more() -> None:
    house = House(available=20, orders=Rate(burst=3, interval_s=30))
    for _ in range(9):
        house.jobs.create(an_order("k1"))
    house.jobs.create(an_order("k2"))

    for _ in range(9):
        with pytest.raises(InsufficientCredits):
            house.jobs.create(an_order("k3"))


def test_the_end_of_a_job_does_not_forgive_an_order() -> None:
    house = House(orders=Rate(burst=1, interval_s=3600))
    house.make("k1")
    house.credits.grant("alice", amount=5, key="g1", reason="sorry", actor="op")

    with pytest.raises(RateLimited):
        house.jobs.create(an_order("k2"))
