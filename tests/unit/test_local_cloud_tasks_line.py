from dataclasses import dataclass

import pytest

from infra.local.cloud_tasks.bucket import TokenBucket, burst_for
from infra.local.cloud_tasks.line import Line


@dataclass
class Ticket:
    name: str
    due_s: float
    turn: int = 0


def a_line(
    *tickets: Ticket, rate_per_s: float = 500, burst: int = 100, concurrent_max: int = 1000
) -> Line[Ticket]:
    bucket = TokenBucket(rate_per_s=rate_per_s, burst=burst, now_s=0)
    line: Line[Ticket] = Line(bucket, concurrent_max=concurrent_max)
    for ticket in tickets:
        line.add(ticket)
    return line


def names_taken(line: Line[Ticket], now_s: float) -> list[str]:
    names = []
    while (ticket := line.take(now_s)) is not None:
        names.append(ticket.name)
    return names


def test_a_full_bucket_gives_its_burst_and_then_one_token_per_interval() -> None:
    bucket = TokenBucket(rate_per_s=10, burst=3, now_s=0)

    assert [bucket.take(0) for _ in range(4)] == [True, True, True, False]
    assert bucket.wait_s(0) == pytest.approx(0.1)
    assert not bucket.take(0.09)
    assert bucket.take(0.1)


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    bucket = TokenBucket(rate_per_s=10, burst=3, now_s=0)

    assert [bucket.take(1e6) for _ in range(4)] == [True, True, True, False]


def test_a_slow_bucket_fills_even_when_it_is_asked_all_the_time() -> None:
    bucket = TokenBucket(rate_per_s=0.01, burst=1, now_s=0)
    bucket.take(0)

    asked_ms = 0
    while not bucket.take(asked_ms / 1000):
        asked_ms += 1

    assert asked_ms == pytest.approx(100_000, abs=1)


def test_a_clock_that_jumps_back_gives_no_tokens_and_takes_none() -> None:
    bucket = TokenBucket(rate_per_s=10, burst=1, now_s=100)

    assert bucket.take(50)
    assert not bucket.take(60)
    assert bucket.take(100.1)


def test_the_burst_follows_the_rate_between_ten_and_a_hundred() -> None:
    assert [burst_for(rate) for rate in (0.1, 50, 100, 500)] == [10, 10, 20, 100]


def test_tickets_leave_in_the_order_they_are_due_and_not_before() -> None:
    line = a_line(Ticket("late", 5), Ticket("early", 1), Ticket("also early", 1))

    assert names_taken(line, now_s=1) == ["early", "also early"]
    assert line.wait_s(1) == 4
    assert names_taken(line, now_s=5) == ["late"]
    assert line.wait_s(5) is None


def test_a_rate_holds_tickets_back_until_the_next_token() -> None:
    line = a_line(*(Ticket(str(n), 0) for n in range(5)), rate_per_s=2, burst=3)

    assert names_taken(line, now_s=0) == ["0", "1", "2"]
    assert line.wait_s(0) == pytest.approx(0.5)
    assert names_taken(line, now_s=0.5) == ["3"]


def test_concurrency_holds_tickets_back_until_one_has_left() -> None:
    line = a_line(*(Ticket(str(n), 0) for n in range(3)), concurrent_max=2)

    assert names_taken(line, now_s=0) == ["0", "1"]
    assert line.wait_s(0) is None
    line.left()
    assert names_taken(line, now_s=0) == ["2"]


def test_a_paused_line_lets_nothing_go_and_needs_no_timer() -> None:
    line = a_line(Ticket("a", 0))
    line.paused = True

    assert line.take(10) is None
    assert line.wait_s(10) is None
    line.paused = False
    assert names_taken(line, now_s=10) == ["a"]


def test_a_ticket_added_again_leaves_once_at_its_new_time() -> None:
    ticket = Ticket("a", 1)
    line = a_line(ticket)
    ticket.due_s = 7
    line.add(ticket)

    assert line.wait_s(0) == 7
    assert names_taken(line, now_s=6) == []
    assert names_taken(line, now_s=7) == ["a"]
    assert names_taken(line, now_s=100) == []


def test_a_ticket_whose_turn_has_changed_never_leaves_and_uses_no_token() -> None:
    gone = Ticket("gone", 0)
    line = a_line(gone, Ticket("here", 0), burst=1)
    gone.turn += 1

    assert names_taken(line, now_s=0) == ["here"]


def test_a_cleared_line_is_empty_for_good() -> None:
    ticket = Ticket("a", 0)
    line = a_line(ticket)
    line.clear()

    assert line.take(1) is None
    line.add(ticket)
    assert names_taken(line, now_s=1) == ["a"]


def test_void_places_do_not_pile_up() -> None:
    ticket = Ticket("a", 100)
    line = a_line(ticket, Ticket("b", 200))
    for _ in range(10_000):
        line.add(ticket)

    assert len(line._heap) <= 1001
    assert names_taken(line, now_s=200) == ["a", "b"]
