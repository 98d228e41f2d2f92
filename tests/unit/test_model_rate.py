"""How often: no window of time ever holds more than the rate allows, and nobody waits for nothing."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.model.rate import Rate

START = datetime(2026, 11, 20, tzinfo=UTC)
rates = st.builds(Rate, burst=st.integers(1, 20), interval_s=st.sampled_from([0.5, 1.0, 7.0]))
gaps_s = st.lists(st.sampled_from([0.0, 0.001, 0.5, 1.0, 6.9, 30.0]), max_size=80)


def seconds(count: float) -> datetime:
    return START + timedelta(seconds=count)


@settings(deadline=None)
@given(rates, gaps_s)
def test_no_window_of_time_holds_more_than_a_burst_and_what_time_has_forgiven(
    rate: Rate, gaps: list[float]
) -> None:
    at_s, until, taken = 0.0, None, []
    for gap in gaps:
        at_s += gap
        if not rate.wait_s(until, at=seconds(at_s)):
            until = rate.taken(until, at=seconds(at_s))
            taken.append(at_s)

    for n, first in enumerate(taken):
        for m, last in enumerate(taken[n:], 1):
            assert m <= rate.burst + (last - first) / rate.interval_s + 1e-6


@settings(deadline=None)
@given(rates, gaps_s)
def test_who_waits_as_long_as_told_is_served_and_not_earlier(rate: Rate, gaps: list[float]) -> None:
    at, until = START, None
    for gap in gaps:
        at += timedelta(seconds=gap)
        wait_s = rate.wait_s(until, at=at)
        if wait_s > 0.01:
            assert rate.wait_s(until, at=at + timedelta(seconds=wait_s - 0.01)) > 0
        at += timedelta(seconds=wait_s)
        assert rate.wait_s(until, at=at) == 0
        until = rate.taken(until, at=at)


def test_a_burst_may_come_at_once_and_then_one_per_interval() -> None:
    rate, until = Rate(burst=3, interval_s=10), None
    for _ in range(3):
        assert rate.wait_s(until, at=START) == 0
        until = rate.taken(until, at=START)

    assert rate.wait_s(until, at=START) == 10
    assert rate.wait_s(until, at=seconds(4)) == 6
    assert rate.wait_s(until, at=seconds(10)) == 0


def test_f42_a_clock_that_was_an_hour_ahead_costs_one_interval_at_most() -> None:
    rate = Rate(burst=3, interval_s=10)
    until = rate.taken(None, at=seconds(3600))

    assert 0 < rate.wait_s(until, at=START) <= 10


def test_a_rate_per_minute_lets_a_third_of_it_come_at_once() -> None:
    assert Rate.per_minute(60) == Rate(burst=20, interval_s=1)
    assert Rate.per_minute(1) == Rate(burst=1, interval_s=60)
