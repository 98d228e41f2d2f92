"""Every log line that the code can write, read from its source: the event, and the facts it is given."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("functions", "shared")
LEVELS = {"debug", "info", "warning", "error", "critical"}


@dataclass
class Said:
    """One event: where it is said, with which facts, and how loudly."""

    places: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)


def said_by_code() -> dict[str, Said]:
    """Return every event of the code."""
    found: dict[str, Said] = defaultdict(Said)
    for file in sorted(file for folder in SOURCES for file in (ROOT / folder).rglob("*.py")):
        for call in _calls(ast.parse(file.read_text("utf-8"))):
            event = call.args[0]
            assert isinstance(event, ast.Constant), f"{file}:{call.lineno}: an event's name is written out"
            said = found[str(event.value)]
            said.places.add(str(file.relative_to(ROOT)))
            said.facts |= {word.arg for word in call.keywords if word.arg not in {None, "severity"}}
    return dict(found)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Return the calls of `log.info("…")` and its like, and of `news.tell("…")`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        of = getattr(getattr(node.func, "value", None), "id", "")
        if name == "tell" or (of == "log" and name in LEVELS):
            yield node
