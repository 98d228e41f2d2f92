"""How tests behave on a machine that lacks something."""

import socket
from collections.abc import Callable

import pytest

from tests.needs import needs


def outcome(test: Callable[[], None]) -> str:
    try:
        test()
    except (pytest.skip.Exception, pytest.fail.Exception) as ended:
        return f"{type(ended).__name__}: {ended.msg}"
    return "went on"


@pytest.mark.parametrize(
    ("present", "ci", "expected"),
    [
        (True, "1", "went on"),
        (True, "", "went on"),
        (None, "", "Skipped: install it"),
        (None, "true", "Failed: install it"),
    ],
)
def test_what_is_missing_skips_here_and_fails_in_ci(
    present: object, ci: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)

    assert outcome(lambda: needs(present, "install it")) == expected


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_unit_test_reaches_no_network(family: socket.AddressFamily) -> None:
    with pytest.raises(Exception, match="A test tried to use socket"):
        socket.socket(family)


def test_a_unit_test_may_talk_to_itself() -> None:
    here, there = socket.socketpair()
    with here, there:
        here.send(b"!")

        assert there.recv(1) == b"!"
