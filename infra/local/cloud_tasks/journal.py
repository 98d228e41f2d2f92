"""Group commit: all that happens in one turn of the event loop becomes one SQLite transaction."""

import asyncio
import fcntl
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grpc import StatusCode

from infra.local.cloud_tasks.errors import ApiError

_log = logging.getLogger(__name__)

# The write-ahead log is copied back after this many statements, beside the event loop.
_CHECKPOINT_AFTER = 2000

_CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"

Statement = tuple[str, tuple[Any, ...]]


class DatabaseInUseError(Exception):
    """Another server has this database open."""


class Journal:
    """The only writer of the database; used from one event loop.

    Write-ahead logging with `synchronous=NORMAL` costs no fsync per commit: what was committed
    survives the death of this process, though not necessarily of the machine.
    """

    def __init__(
        self,
        path: Path,
        *,
        on_failure: Callable[[sqlite3.Error], None],
        checkpoint_after: int = _CHECKPOINT_AFTER,
    ) -> None:
        self._path = path
        self._on_failure = on_failure
        self._checkpoint_after = checkpoint_after
        self._lock = path.with_name(path.name + ".lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise DatabaseInUseError(f"{path} is in use by another Cloud Tasks server") from None
        self.connection = _connect(path)
        # Checkpoints are made elsewhere, so that none ever stops the event loop.
        self.connection.execute("PRAGMA wal_autocheckpoint=0")
        self._statements: list[Statement] = []
        self._waiters: list[asyncio.Future[None]] = []
        self._afterwards: list[Callable[[], None]] = []
        self._flush_is_near = False
        self._closed = False
        self._since_checkpoint = 0
        self._checkpoint: asyncio.Future[None] | None = None

    def write(self, statement: Statement, *, then: Callable[[], None] | None = None) -> None:
        """Put one statement into the next commit; call `then` once it is committed."""
        self._statements.append(statement)
        if then is not None:
            self._afterwards.append(then)
        if not self._flush_is_near:
            self._flush_is_near = True
            asyncio.get_running_loop().call_soon(self.flush)

    async def committed(self) -> None:
        """Wait until all that was written so far is committed."""
        if not self._flush_is_near:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        await waiter

    def flush(self) -> None:
        """Commit now; then wake those who wait, and only after them start what follows."""
        statements, self._statements = self._statements, []
        waiters, self._waiters = self._waiters, []
        afterwards, self._afterwards = self._afterwards, []
        self._flush_is_near = False
        try:
            self._commit(statements)
        except sqlite3.Error as error:
            # Memory is ahead of the disk now, so nobody may be told that anything was stored.
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_exception(_unwritable())
            self._on_failure(error)
            return
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
        for follow in afterwards:
            follow()

    def close(self) -> None:
        """Commit what is left and close; the last one out also empties the write-ahead log."""
        self._commit(self._statements)
        self._statements = []
        self._closed = True
        self.connection.close()
        self._lock.close()

    def _commit(self, statements: list[Statement]) -> None:
        if not statements:
            return
        execute = self.connection.execute
        execute("BEGIN IMMEDIATE")
        for sql, parameters in statements:
            execute(sql, parameters)
        execute("COMMIT")
        self._since_checkpoint += len(statements)
        if self._since_checkpoint >= self._checkpoint_after:
            self._start_checkpoint()

    def _start_checkpoint(self) -> None:
        if self._checkpoint is not None and not self._checkpoint.done():
            return
        self._since_checkpoint = 0
        loop = asyncio.get_running_loop()
        self._checkpoint = loop.run_in_executor(None, _copy_back, self._path)
        self._checkpoint.add_done_callback(self._finish_checkpoint)

    def _finish_checkpoint(self, _copied: "asyncio.Future[None]") -> None:
        """Copy back what was written meanwhile: the log starts over only once it is all copied."""
        if self._closed:
            return
        try:
            self.connection.execute(_CHECKPOINT).fetchall()
        except sqlite3.Error as error:
            _log.warning("checkpoint not finished, tried again later: %s", error)


def _unwritable() -> ApiError:
    return ApiError(StatusCode.UNAVAILABLE, "The server cannot write its database and ends.")


def _connect(path: Path) -> sqlite3.Connection:
    # A checkpoint never holds the lock for long; five seconds are the bound, not the habit.
    connection = sqlite3.connect(path, isolation_level=None, timeout=5)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection


def _copy_back(path: Path) -> None:
    try:
        connection = _connect(path)
        connection.execute(_CHECKPOINT).fetchall()
        connection.close()
    except sqlite3.Error as error:
        _log.warning("checkpoint failed, tried again later: %s", error)
