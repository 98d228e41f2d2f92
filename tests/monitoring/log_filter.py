"""As much of the Logging query language as our metrics speak, evaluated on a line as the code wrote it.

NOT binds most, then OR, then AND. A comparison with a field that is not there is false.
Source: cloud.google.com/logging/docs/view/logging-query-language.
"""

import operator
import re
from collections.abc import Callable
from typing import Any

Entry = dict[str, Any]
Test = Callable[[Entry], bool]

_TOKEN = re.compile(r'\s*(\(|\)|(?:AND|OR|NOT)\b|[a-zA-Z_.]+|"[^"]*"|-?\d+(?:\.\d+)?|!=|>=|<=|=|>|<|:\*)')
_COMPARE = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def entry_of(line: dict[str, Any]) -> Entry:
    """Return the log entry that Cloud Logging makes of a line on a function's stdout."""
    payload = {key: value for key, value in line.items() if not key.startswith(("logging.", "severity"))}
    return {"severity": line["severity"], "jsonPayload": payload, "resource": {"type": "cloud_run_revision"}}


def field(entry: Entry, path: str) -> Any:
    """Return what stands at a path, None if nothing does."""
    found: Any = entry
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def extracted(entry: Entry, extractor: str) -> Any:
    """Return what `EXTRACT(path)` finds."""
    matched = re.fullmatch(r"EXTRACT\(([\w.]+)\)", extractor)
    assert matched, f"not an extractor that we use: {extractor}"
    return field(entry, matched[1])


def parsed(text: str) -> Test:
    """Return a filter as a function.

    Raises:
        AssertionError: it says something that is not understood here.
    """
    tokens, at = [], 0
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        assert token, f"not understood: {text[at:]}"
        tokens.append(token[1])
        at = token.end()
    test = _all(tokens)
    assert not tokens, f"not understood: {tokens}"
    return test


def _all(tokens: list[str]) -> Test:
    parts = [_any(tokens)]
    while tokens and tokens[0] == "AND":
        tokens.pop(0)
        parts.append(_any(tokens))
    return lambda entry: all(part(entry) for part in parts)


def _any(tokens: list[str]) -> Test:
    parts = [_one(tokens)]
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        parts.append(_one(tokens))
    return lambda entry: any(part(entry) for part in parts)


def _one(tokens: list[str]) -> Test:
    first = tokens.pop(0)
    if first == "NOT":
        inner = _one(tokens)
        return lambda entry: not inner(entry)
    if first == "(":
        inner = _all(tokens)
        assert tokens.pop(0) == ")"
        return inner
    return _comparison(first, tokens.pop(0), tokens)


def _comparison(path: str, sign: str, tokens: list[str]) -> Test:
    if sign == ":*":
        return lambda entry: field(entry, path) is not None
    said = tokens.pop(0)
    wanted: Any = said.strip('"') if said.startswith('"') else float(said)
    compare = _COMPARE[sign]

    def test(entry: Entry) -> bool:
        found = field(entry, path)
        if found is None or isinstance(found, str) != isinstance(wanted, str):
            return False
        return bool(compare(found, wanted))

    return test
