"""Bucket records in SQLite."""

import json
import sqlite3
from typing import Any

from .records import BucketRecord


class BucketTable:
    """The buckets of the one project there is."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def get(self, name: str) -> BucketRecord | None:
        """Return a bucket."""
        query = "SELECT * FROM buckets WHERE name = ?"
        row = self._database.execute(query, (name,)).fetchone()
        return _record(row) if row else None

    def put(self, record: BucketRecord) -> None:
        """Store a record in place of the one with that name."""
        values = (
            record.name,
            record.metageneration,
            record.created_us,
            record.updated_us,
            json.dumps(record.settings),
        )
        self._database.execute("INSERT OR REPLACE INTO buckets VALUES (?, ?, ?, ?, ?)", values)

    def delete(self, name: str) -> None:
        """Forget a bucket."""
        self._database.execute("DELETE FROM buckets WHERE name = ?", (name,))

    def after(self, name: str, *, prefix: str, limit: int) -> list[BucketRecord]:
        """Return at most `limit` buckets after `name`, in order."""
        query = "SELECT * FROM buckets WHERE name > ? AND substr(name, 1, ?) = ? ORDER BY name LIMIT ?"
        rows = self._database.execute(query, (name, len(prefix), prefix, limit))
        return [_record(row) for row in rows]


def _record(row: sqlite3.Row) -> BucketRecord:
    values: dict[str, Any] = dict(row)
    return BucketRecord(**{**values, "settings": json.loads(values["settings"])})
