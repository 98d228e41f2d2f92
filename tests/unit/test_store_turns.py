"""Turns: who meets on a document goes one after the other, and nobody waits for ever."""

import threading

import pytest

from shared.store.turns import Turns

ENOUGH_S = 10


def test_the_second_goes_when_the_first_has_ended() -> None:
    turns, order = Turns(wait_max_s=ENOUGH_S), list[str]()
    waits = threading.Event()

    def second() -> None:
        with turns.one() as turn:
            waits.set()
            turn.take(["accounts/alice"])
            order.append("second")

    with turns.one() as turn:
        turn.take(["jobs/1", "accounts/alice"])
        follower = threading.Thread(target=second)
        follower.start()
        assert waits.wait(ENOUGH_S)
        order.append("first")
    follower.join(ENOUGH_S)

    assert order == ["first", "second"]


def test_different_documents_do_not_wait_for_each_other() -> None:
    turns = Turns(wait_max_s=0)

    with turns.one() as one, turns.one() as other:
        one.take(["accounts/alice"])
        other.take(["accounts/bob"])

        assert turns.enter("accounts/carol")
        assert not turns.enter("accounts/alice")
        assert not turns.enter("accounts/bob")


def test_whoever_has_waited_too_long_goes_all_the_same() -> None:
    turns = Turns(wait_max_s=0)

    with turns.one() as one, turns.one() as other:
        one.take(["accounts/alice"])
        other.take(["accounts/alice"])


def test_a_turn_lasts_through_all_tries_and_only_the_first_read_waits() -> None:
    turns = Turns(wait_max_s=0)

    with turns.one() as turn:
        turn.take(["jobs/1", "jobs/1"])
        turn.take(["jobs/1"])
        turn.take(["accounts/alice"])

        assert not turns.enter("jobs/1")
        assert turns.enter("accounts/alice")


def test_an_error_ends_the_turn() -> None:
    turns = Turns(wait_max_s=0)

    def break_off() -> None:
        with turns.one() as turn:
            turn.take(["jobs/1"])
            raise KeyError

    with pytest.raises(KeyError):
        break_off()

    assert turns.enter("jobs/1")
