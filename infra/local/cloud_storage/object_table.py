"""Object records in SQLite."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from .records import ObjectRecord

_COLUMNS = [column.name for column in fields(ObjectRecord)]
_PUT = (
    f"INSERT OR REPLACE INTO objects ({', '.join(_COLUMNS)}) "  # noqa: S608  our own column names
    f"VALUES ({', '.join(':' + column for column in _COLUMNS)})"
)


class ObjectTable:
    """Live objects, in the order of their names' UTF-8 bytes."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def get(self, bucket: str, name: str) -> ObjectRecord | None:
        """Return the live object."""
        query = "SELECT * FROM objects WHERE bucket = ? AND name = ?"
        row = self._database.execute(query, (bucket, name)).fetchone()
        return _record(row) if row else None

    def put(self, record: ObjectRecord) -> None:
        """Store a record in place of the one with that name."""
        self._database.execute(_PUT, {**record.as_record(), "attributes": json.dumps(record.attributes)})

    def delete(self, bucket: str, name: str) -> None:
        """Forget a record."""
        self._database.execute("DELETE FROM objects WHERE bucket = ? AND name = ?", (bucket, name))

    def from_name(self, bucket: str, first: str, *, inclusive: bool, limit: int) -> list[ObjectRecord]:
        """Return at most `limit` objects from `first` on, in order of name."""
        compare = ">=" if inclusive else ">"
        query = (
            f"SELECT * FROM objects WHERE bucket = ? AND name {compare} ? "  # noqa: S608  one of two
            "ORDER BY name LIMIT ?"
        )
        return [_record(row) for row in self._database.execute(query, (bucket, first, limit))]

    def is_empty(self, bucket: str) -> bool:
        """Tell whether a bucket has no object."""
        return not self.from_name(bucket, "", inclusive=True, limit=1)

    def all(self) -> Iterator[ObjectRecord]:
        """Return every object of every bucket, for the check at the start."""
        return map(_record, self._database.execute("SELECT * FROM objects").fetchall())


def _record(row: sqlite3.Row) -> ObjectRecord:
    values: dict[str, Any] = dict(row)
    return ObjectRecord(**{**values, "attributes": json.loads(values["attributes"])})
