"""Turns: transactions of one process that begin with the same document go one after the other.

A courtesy, not a lock: what a commit relies on is checked by its preconditions alone, and whoever has waited
too long goes all the same. Without turns, of sixteen orders on one account fifteen commit in vain.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

WAIT_MAX_S = 2.0


@dataclass
class _Line:
    """Those who are at a document, or wait for it."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    people: int = 0


class Turns:
    """The lines of one process; a document that nobody is at costs no memory."""

    def __init__(self, *, wait_max_s: float = WAIT_MAX_S) -> None:
        self._wait_max_s = wait_max_s
        self._guard = threading.Lock()
        self._lines: dict[str, _Line] = {}

    @contextmanager
    def one(self) -> Iterator["Turn"]:
        """Give a transaction the means to take its turn; it ends with the block."""
        turn = Turn(self)
        try:
            yield turn
        finally:
            turn.end()

    def enter(self, path: str) -> bool:
        """Wait until nobody of this process is at the document; False if that took too long."""
        with self._guard:
            line = self._lines.setdefault(path, _Line())
            line.people += 1
        if line.turn.acquire(timeout=self._wait_max_s):
            return True
        self._go(path, line)
        return False

    def leave(self, path: str) -> None:
        """Let the next one go."""
        line = self._lines[path]
        line.turn.release()
        self._go(path, line)

    def _go(self, path: str, line: _Line) -> None:
        with self._guard:
            line.people -= 1
            if not line.people:
                del self._lines[path]


class Turn:
    """One transaction's turn, through all its tries."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._taken: list[str] | None = None

    def take(self, paths: Sequence[str]) -> None:
        """Wait for the documents of the first read; later reads wait for nothing.

        Whoever takes all at once and in order never waits for somebody who waits for them.
        """
        if self._taken is None:
            self._taken = []
            for path in sorted(set(paths)):
                if self._turns.enter(path):
                    self._taken.append(path)

    def end(self) -> None:
        """Let the next ones go."""
        for path in self._taken or ():
            self._turns.leave(path)
        self._taken = []
