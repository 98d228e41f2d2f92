"""Our queries as Firestore's structured queries."""

from typing import Any, TypeVar

from google.cloud.firestore_v1.types import query as types

from shared.model.base import Model
from shared.store.base import Query
from shared.store.values import encode

M = TypeVar("M", bound=Model)

_Structured = types.StructuredQuery.pb()
_Filter = _Structured.Filter
_OPERATORS = {
    "==": _Structured.FieldFilter.Operator.EQUAL,
    "<=": _Structured.FieldFilter.Operator.LESS_THAN_OR_EQUAL,
    "<": _Structured.FieldFilter.Operator.LESS_THAN,
    ">=": _Structured.FieldFilter.Operator.GREATER_THAN_OR_EQUAL,
    "contains": _Structured.FieldFilter.Operator.ARRAY_CONTAINS,
}
_DIRECTIONS = {"asc": _Structured.Direction.ASCENDING, "desc": _Structured.Direction.DESCENDING}


def structured(query: Query[M], *, root: str) -> tuple[str, Any]:
    """Return the parent path and the structured query; ties are broken by document id."""
    *parents, collection = query.collection.split("/")
    parent = "/".join([root, *parents])
    asked = _Structured(limit={"value": query.limit})
    asked.from_.add(collection_id=collection)
    filters = [_field_filter(*condition) for condition in query.where]
    if len(filters) == 1:
        asked.where.CopyFrom(filters[0])
    elif filters:
        asked.where.composite_filter.op = _Structured.CompositeFilter.Operator.AND
        asked.where.composite_filter.filters.extend(filters)
    for field, direction in query.order_by:
        asked.order_by.add(field={"field_path": field}, direction=_DIRECTIONS[direction])
    _start_after(asked, query, f"{parent}/{collection}")
    return parent, asked


def _field_filter(field: str, operator: str, value: object) -> Any:
    made = _Filter()
    made.field_filter.field.field_path = field
    made.field_filter.op = _OPERATORS[operator]
    made.field_filter.value.CopyFrom(encode(value))
    return made


def _start_after(asked: Any, query: Query[M], collection: str) -> None:
    if query.after is None:
        return
    asked.order_by.add(field={"field_path": "__name__"}, direction=_DIRECTIONS[query.tie_direction])
    *values, document_id = query.after
    asked.start_at.values.extend(encode(value) for value in values)
    asked.start_at.values.add(reference_value=f"{collection}/{document_id}")
    asked.start_at.before = False
