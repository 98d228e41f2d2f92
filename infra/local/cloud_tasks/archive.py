"""What the database holds: its tables, and every statement that touches them."""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from infra.local.cloud_tasks.journal import Statement
from infra.local.cloud_tasks.messages import Task, TaskMessage
from infra.local.cloud_tasks.record import Ending, QueueRecord, TaskRecord

_SCHEMA = """
CREATE TABLE IF NOT EXISTS queues (
    name TEXT PRIMARY KEY,
    message BLOB,      -- NULL once deleted
    reserved_until_s REAL
);
CREATE TABLE IF NOT EXISTS tasks (
    name TEXT PRIMARY KEY,
    message BLOB,      -- as created; NULL once ended
    progress BLOB,     -- a Task with the fields that attempts change
    due_s REAL NOT NULL,
    created_s REAL NOT NULL,
    executions INTEGER NOT NULL DEFAULT 0,
    previous_status INTEGER,
    ending TEXT,
    reserved_until_s REAL
) WITHOUT ROWID;       -- one page per commit instead of two
"""
_PROGRESS_FIELDS = ("schedule_time", "first_attempt", "last_attempt")


class TaskRow(NamedTuple):
    """A stored task: live if `record` is there, else only a reserved name."""

    name: str
    record: TaskRecord | None
    ending: Ending | None
    reserved_until_s: float


def create_tables(connection: sqlite3.Connection) -> None:
    """Create what is missing."""
    connection.executescript(_SCHEMA)


def queue_rows(connection: sqlite3.Connection) -> Iterator[tuple[str, bytes | None, float | None]]:
    """Read every queue: name, message (None once deleted), until when its name is reserved."""
    yield from connection.execute("SELECT name, message, reserved_until_s FROM queues")


def task_rows(connection: sqlite3.Connection) -> Iterator[TaskRow]:
    """Read every task, the first reserved names to expire first."""
    rows = connection.execute(
        "SELECT name, message, progress, due_s, created_s, executions, previous_status,"
        " ending, reserved_until_s FROM tasks ORDER BY reserved_until_s, created_s"
    )
    for name, message, progress, due_s, created_s, executions, status, ending, until_s in rows:
        if message is None:
            yield TaskRow(name, None, Ending(ending), until_s)
            continue
        task = Task.FromString(message)
        _merge_progress(task, progress)
        record = TaskRecord(task, due_s, created_s, executions, status)
        yield TaskRow(name, record, None, 0.0)


def put_queue(queue: QueueRecord) -> Statement:
    """Store a queue's message."""
    return (
        "INSERT OR REPLACE INTO queues (name, message) VALUES (?, ?)",
        (queue.message.name, queue.message.SerializeToString()),
    )


def remove_queue(name: str, *, reserved_until_s: float) -> Statement:
    """Keep only a queue's name."""
    return (
        "UPDATE queues SET message = NULL, reserved_until_s = ? WHERE name = ?",
        (reserved_until_s, name),
    )


def remove_tasks_of(queue_name: str) -> Statement:
    """Drop all tasks of a queue, with the names they reserve."""
    return "DELETE FROM tasks WHERE name > ? AND name < ?", _names_of(queue_name)


def end_tasks_of(queue_name: str, *, reserved_until_s: float) -> Statement:
    """Keep only the names of a queue's live tasks."""
    return (
        (
            "UPDATE tasks SET message = NULL, progress = NULL, ending = ?, reserved_until_s = ?"
            " WHERE message IS NOT NULL AND name > ? AND name < ?"
        ),
        (Ending.DELETED.value, reserved_until_s, *_names_of(queue_name)),
    )


def put_task(task: TaskRecord) -> Statement:
    """Store a new task."""
    # Its name may still be held by an expired reservation.
    return (
        "INSERT OR REPLACE INTO tasks (name, message, due_s, created_s) VALUES (?, ?, ?, ?)",
        (task.name, task.message.SerializeToString(), task.due_s, task.created_s),
    )


def save_progress(task: TaskRecord) -> Statement:
    """Store what attempts have changed."""
    message = task.message
    progress = Task(dispatch_count=message.dispatch_count, response_count=message.response_count)
    for name in _PROGRESS_FIELDS:
        if message.HasField(name):
            getattr(progress, name).CopyFrom(getattr(message, name))
    return (
        (
            "UPDATE tasks SET progress = ?, due_s = ?, executions = ?, previous_status = ?"
            " WHERE name = ? AND message IS NOT NULL"
        ),
        (
            progress.SerializeToString(),
            task.due_s,
            task.executions,
            task.previous_status,
            task.name,
        ),
    )


def end_task(name: str, ending: Ending, *, reserved_until_s: float) -> Statement:
    """Keep only a task's name."""
    return (
        ("UPDATE tasks SET message = NULL, progress = NULL, ending = ?, reserved_until_s = ? WHERE name = ?"),
        (ending.value, reserved_until_s, name),
    )


def free_name(name: str) -> Statement:
    """Forget a reserved name."""
    return "DELETE FROM tasks WHERE name = ? AND message IS NULL", (name,)


def _names_of(queue_name: str) -> tuple[str, str]:
    # "0" is the character after "/": all names that begin with the queue's, and no others.
    return f"{queue_name}/tasks/", f"{queue_name}/tasks0"


def _merge_progress(task: TaskMessage, progress: bytes | None) -> None:
    if progress is None:
        return
    newer = Task.FromString(progress)
    for name in _PROGRESS_FIELDS:
        if newer.HasField(name):
            getattr(task, name).CopyFrom(getattr(newer, name))
    task.dispatch_count = newer.dispatch_count
    task.response_count = newer.response_count
