"""Directives: faults that a prompt asks for, such as `[429:3]` or `[lost]`.

The whole list, with what each provider's simulator does, is in README.md beside this file.
"""

import re
from dataclasses import dataclass, field

FLAGS = frozenset(
    {
        "fail:policy",
        "fail:policy:submit",
        "fail:input",
        "hang",
        "lost",
        "empty",
        "corrupt",
        "html",
        "html:submit",
        "truncated",
        "auth",
        "broke",
        "flap",
        "weird",
        "gone",
        "expired",
        "whole",
        "duplicate-webhook",
        "bad-webhook",
        "nowebhook",
    }
)
COUNTED = frozenset({"fail:transient", "429", "busy", "pollfail", "empty"})
COUNT_MAX = 1000
SLOW_MAX_S = 3600
BRACKETS = re.compile(r"\[([A-Za-z0-9:.\-]{1,40})\]")


@dataclass(frozen=True)
class Directives:
    """What one prompt asks for, and the words that are left for the picture."""

    words: str
    flags: frozenset[str] = frozenset()
    counts: dict[str, int] = field(default_factory=dict)
    slow_s: float | None = None

    def __contains__(self, name: str) -> bool:
        return name in self.flags


def parse_directives(prompt: str) -> Directives:
    """Split `prompt` into directives and words; brackets that are none of ours stay words."""
    flags: set[str] = set()
    counts: dict[str, int] = {}
    slow: list[float] = []

    def take(match: re.Match[str]) -> str:
        text = match[1].lower()
        name, _, number = text.rpartition(":")
        if text in FLAGS:
            flags.add(text)
        elif text in COUNTED:
            counts[text] = 1
        elif name in COUNTED and number.isdigit() and int(number) <= COUNT_MAX:
            counts[name] = int(number)
        elif name == "slow" and _is_seconds(number):
            slow.append(float(number))
        else:
            return match[0]
        return ""

    whole = prompt.encode("utf-8", "replace").decode()  # half a character cannot be drawn
    words = " ".join(BRACKETS.sub(take, whole).split())
    return Directives(words, frozenset(flags), counts, slow[-1] if slow else None)


def _is_seconds(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,4}(\.\d{1,3})?", text)) and float(text) <= SLOW_MAX_S


class Tally:
    """Counts how often something was asked, for directives that happen N times."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, ...], int] = {}

    def spend(self, limit: int, *key: str) -> int | None:
        """Return 0, 1, 2 … for the first `limit` times `key` is asked, then None."""
        seen = self._seen.get(key, 0)
        if seen >= limit:
            return None
        self._seen[key] = seen + 1
        return seen

    def turn(self, *key: str) -> int:
        """Return how often `key` was asked before, without an end."""
        self._seen[key] = self._seen.get(key, -1) + 1
        return self._seen[key]

    def clear(self) -> None:
        """Start all counts over."""
        self._seen.clear()
