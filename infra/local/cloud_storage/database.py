"""The SQLite file and what is in it."""

import sqlite3
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS buckets (
    name TEXT PRIMARY KEY,
    metageneration INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    settings TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS objects (
    bucket TEXT NOT NULL,
    name TEXT NOT NULL,
    generation INTEGER NOT NULL,
    metageneration INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    md5 TEXT,
    crc32c TEXT NOT NULL,
    file_id TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    component_count INTEGER,
    attributes TEXT NOT NULL,
    PRIMARY KEY (bucket, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY,
    created_us INTEGER NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0,
    document TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS clock (last_generation INTEGER NOT NULL);
INSERT INTO clock SELECT 0 WHERE NOT EXISTS (SELECT * FROM clock);
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database, made if it is missing; each statement commits unless `BEGIN` was said.

    A commit survives the process, whenever that is killed. It does not wait for the device: that
    would hold up every request while gigabytes of uploads are written back. So after a loss of
    power the folder may have to be thrown away.
    """
    database = sqlite3.connect(path, isolation_level=None, timeout=5)
    database.row_factory = sqlite3.Row
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = OFF")
    database.executescript(_SCHEMA)
    return database
