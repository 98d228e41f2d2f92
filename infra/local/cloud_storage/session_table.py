"""Resumable uploads in SQLite, so that they outlive the process."""

import json
import sqlite3
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from .attributes import Attributes

DAY_US = 24 * 3600 * 1_000_000
SESSION_LIFE_US = 7 * DAY_US


@dataclass(frozen=True)
class Session:
    """One resumable upload; its bytes so far are the incoming file of its id.

    `outcome` is the finished object's record: a client whose reply was lost asks again.
    """

    id: str
    created_us: int
    bucket: str
    name: str
    is_xml: bool
    attributes: Attributes
    preconditions: dict[str, int | None]
    checksums: dict[str, str | None]
    size_bytes: int | None = None
    size_limits_bytes: tuple[int, int] | None = None
    outcome: dict[str, Any] | None = field(default=None)

    def finished(self, outcome: dict[str, Any]) -> "Session":
        """Return the session with its result."""
        return replace(self, outcome=outcome)

    def is_expired(self, now_us: int) -> bool:
        """Tell whether the week is over."""
        return now_us - self.created_us > SESSION_LIFE_US


class SessionTable:
    """Uploads that were started within the last week."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def get(self, session_id: str) -> Session | None:
        """Return a session, expired or not."""
        query = "SELECT document FROM sessions WHERE id = ?"
        row = self._database.execute(query, (session_id,)).fetchone()
        return _session(row["document"]) if row else None

    def put(self, session: Session) -> None:
        """Store a session."""
        values = (session.id, session.created_us, session.outcome is not None)
        self._database.execute(
            "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?)",
            (*values, json.dumps(asdict(session))),
        )

    def delete(self, session_id: str) -> None:
        """Forget a session."""
        self._database.execute("DELETE FROM sessions WHERE id = ?", (session_id,))

    def unfinished_ids(self) -> set[str]:
        """Return the sessions that may still have incoming bytes."""
        rows = self._database.execute("SELECT id FROM sessions WHERE NOT finished")
        return {row["id"] for row in rows}

    def ids_before(self, created_us: int) -> list[str]:
        """Return the sessions that were started before a time."""
        query = "SELECT id FROM sessions WHERE created_us < ?"
        return [row["id"] for row in self._database.execute(query, (created_us,))]


def _session(document: str) -> Session:
    values = json.loads(document)
    limits = values.pop("size_limits_bytes")
    return Session(**values, size_limits_bytes=tuple(limits) if limits else None)
