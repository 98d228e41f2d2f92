"""Who asks too often is told how long to wait; everybody else is not disturbed."""

import pytest

from shared.errors import RateLimited
from shared.http import rate_limiter
from shared.http.rate_limiter import RateLimiter
from shared.model.rate import Rate
from tests.fakes.clock import Clock


def a_limiter(clock: Clock) -> RateLimiter:
    return RateLimiter(Rate(burst=2, interval_s=30), whose="account", now=clock)


def test_one_who_asks_too_often_is_told_when_and_the_others_are_served() -> None:
    limiter = a_limiter(Clock())
    limiter.admit("alice")
    limiter.admit("alice")

    with pytest.raises(RateLimited, match=r"from your account\. Wait 30 s") as refused:
        limiter.admit("alice")
    assert refused.value.attributes["retry_after_s"] == pytest.approx(30, abs=0.01)
    limiter.admit("bob")


def test_who_waited_as_told_is_served_however_often_they_were_refused() -> None:
    clock = Clock()
    limiter = a_limiter(clock)
    refused = 0
    for _ in range(50):
        try:
            limiter.admit("alice")
        except RateLimited:
            refused += 1

    clock.pass_s(30)
    limiter.admit("alice")

    assert refused == 48


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limiter, "KEPT_MAX", 3)
    limiter = a_limiter(Clock())

    for n in range(10):
        limiter.admit(str(n))

    assert len(limiter._until) == 3
