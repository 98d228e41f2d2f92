"""A mutant: the product with one guard taken out, at run time, by replacing named functions."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

Patch = tuple[Any, str, Any]
"""Whose attribute is replaced, its name, and by what."""


@dataclass(frozen=True)
class Mutant:
    """What is taken out, in words, and how."""

    name: str
    words: str
    patches: Callable[[], Sequence[Patch]]
    survives: str = ""
    """Why it may survive: which other guard stands behind it, and where that one is taken out, too."""


@contextmanager
def applied(mutants: Sequence[Mutant]) -> Iterator[None]:
    """Take the guards of all these mutants out until the block ends."""
    before: list[tuple[Any, str, Any]] = []
    try:
        for mutant in mutants:
            for owner, name, replacement in mutant.patches():
                if name not in vars(owner):
                    raise AttributeError(f"{mutant.name}: {owner} has no {name} of its own")
                before.append((owner, name, vars(owner)[name]))
                setattr(owner, name, replacement)
        yield
    finally:
        for owner, name, value in reversed(before):
            setattr(owner, name, value)
