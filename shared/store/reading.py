"""A query's answer as nouns. What this release cannot read belongs to a newer one: it is left alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError

from shared.log import log
from shared.model.base import Model
from shared.store.base import Query

M = TypeVar("M", bound=Model)

PAGES_MAX = 20

Row = tuple[str, dict[str, Any]]
"""A document's id and its fields."""


def readable(query: Query[M], rows: Callable[[Query[M]], list[Row]]) -> list[M]:
    """Return at most `query.limit` documents, fewer only if there are no more.

    `rows` answers a query. A document that cannot be read is logged and left out, and another one takes its
    place: so it hides nothing that comes after it.
    """
    nouns: list[M] = []
    for _ in range(PAGES_MAX):
        page = rows(query)
        nouns += [noun for row in page if (noun := _read(query, row)) is not None]
        if len(page) < query.limit or len(nouns) >= query.limit:
            break
        last_id, last = page[-1]
        query = replace(query, after=(*(last[field] for field, _ in query.order_by), last_id))
    return nouns[: query.limit]


def _read(query: Query[M], row: Row) -> M | None:
    name, fields = row
    try:
        return query.model.model_validate(fields)
    except ValidationError:
        job_id = name if query.collection == "jobs" else None
        log.error("document.unreadable", job_id=job_id, operation=query.collection.partition("/")[0])
        return None
