"""What a query finds among the documents of a collection, in its order and from its page on."""

from collections.abc import Sequence
from typing import Any

from shared.store.base import Query
from tests.fakes.memory_store import OPERATORS

Row = tuple[str, Any]
"""A document's name, and the document."""


def matching(rows: Sequence[Row], query: Query[Any]) -> list[Row]:
    """Return the rows, sorted by name, that a query finds; its limit is not looked at."""
    found = list(rows)
    for field, operator, value in query.where:
        found = [row for row in found if _meets(getattr(row[1], field), operator, value)]
    for field, _ in query.order_by:
        found = [row for row in found if getattr(row[1], field) is not None]
    if not found:
        return found
    order = [*query.order_by, ("", query.tie_direction)]
    for position, (_, direction) in reversed(list(enumerate(order))):
        found.sort(key=lambda row: _keys(row, query)[position], reverse=direction == "desc")
    if query.after is None:
        return found
    return [row for row in found if _comes_after(_keys(row, query), query.after, order)]


def _keys(row: Row, query: Query[Any]) -> list[Any]:
    return [*(getattr(row[1], field) for field, _ in query.order_by), row[0]]


def _comes_after(keys: Sequence[Any], after: Sequence[Any], order: Sequence[tuple[str, str]]) -> bool:
    for mine, last, (_, direction) in zip(keys, after, order, strict=True):
        if mine != last:
            return bool(mine < last) if direction == "desc" else bool(mine > last)
    return False


def _meets(value: Any, operator: str, wanted: object) -> bool:
    if value is None:
        return False
    return bool(OPERATORS[operator](value, wanted))
