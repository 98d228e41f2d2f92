"""Which index a query needs from Firestore, and which ones `firestore.indexes.json` holds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infra.local.layout import ROOT
from shared.store.base import Query

EQUALITIES = {"==": "ASCENDING", "contains": "CONTAINS"}
DIRECTIONS = {"asc": "ASCENDING", "desc": "DESCENDING"}


@dataclass(frozen=True, order=True)
class Index:
    """An index of one collection: fields and directions, without the `__name__` that always follows."""

    collection: str
    fields: tuple[tuple[str, str], ...]

    @property
    def composite(self) -> bool:
        return len(self.fields) > 1


def needed(query: Query[Any], sums: tuple[str, ...] = ()) -> Iterator[Index]:
    """Work out what Firestore needs: composite indexes, or one single-field index per filter or order.

    With an order, each filter has an index of its own behind the first field, ended by the order:
    Firestore merges those of one question, as they end in the same order.

    A sum over `sums` leaves the order out, as the store does, and needs the summed fields instead.
    """
    collection = query.collection.rpartition("/")[2]
    equal = [(field, EQUALITIES[op]) for field, op, _ in query.where if op in EQUALITIES]
    sorted_by = [(field, "ASCENDING") for field in sums] if sums else _order(query)
    if not sorted_by:
        yield from (Index(collection, (field,)) for field in equal)
    elif sums or len(equal) < 2:
        yield Index(collection, (*equal, *sorted_by))
    else:
        first, *others = equal
        yield from (Index(collection, (first, other, *sorted_by)) for other in others)


def _order(query: Query[Any]) -> list[tuple[str, str]]:
    order = [(field, DIRECTIONS[direction]) for field, direction in query.order_by]
    ranges = {field for field, operator, _ in query.where if operator not in EQUALITIES}
    if ranges - {field for field, _ in order[:1]}:
        raise ValueError(f"{query.collection}: filtered by range over {ranges}, but sorted by {order}")
    return order


@dataclass(frozen=True)
class IndexFile:
    """What is deployed."""

    raw: dict[str, Any]

    @classmethod
    def read(cls) -> "IndexFile":
        return cls(json.loads((ROOT / "firestore.indexes.json").read_text()))

    @property
    def composites(self) -> list[Index]:
        return [_index(row["collectionGroup"], row["fields"]) for row in self.raw["indexes"]]

    @property
    def singles(self) -> list[Index]:
        """The single-field indexes that are switched on, one by one."""
        return [
            Index(row["collectionGroup"], ((row["fieldPath"], index["order"]),))
            for row in self.raw["fieldOverrides"]
            for index in row["indexes"]
        ]

    @property
    def exempted(self) -> set[tuple[str, str]]:
        """Collection and field of what has no single-field index; `*` is every field not named."""
        rows = self.raw["fieldOverrides"]
        return {
            (row["collectionGroup"], row["fieldPath"])
            for row in rows
            if not row["indexes"] and not row.get("ttl")
        }

    @property
    def expiring(self) -> set[tuple[str, str]]:
        """Collection and field of the documents that the database itself removes at that time."""
        rows = self.raw["fieldOverrides"]
        return {(row["collectionGroup"], row["fieldPath"]) for row in rows if row.get("ttl")}


def _index(collection: str, fields: list[dict[str, str]]) -> Index:
    kinds = [(field["fieldPath"], field.get("order") or field["arrayConfig"]) for field in fields]
    return Index(collection, tuple(kinds))
