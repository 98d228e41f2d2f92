import asyncio
import shutil
import sqlite3
from pathlib import Path

import pytest

from infra.local.cloud_tasks.errors import ApiError
from infra.local.cloud_tasks.journal import DatabaseInUseError, Journal


def a_journal(path: Path, failures: list[sqlite3.Error]) -> Journal:
    journal = Journal(path / "x.sqlite", on_failure=failures.append)
    journal.connection.execute("CREATE TABLE things (name TEXT PRIMARY KEY)")
    return journal


def add(name: str) -> tuple[str, tuple[str]]:
    return "INSERT INTO things VALUES (?)", (name,)


def stored(path: Path) -> list[str]:
    """Read the database as another process would."""
    connection = sqlite3.connect(path / "x.sqlite")
    try:
        return [name for (name,) in connection.execute("SELECT name FROM things ORDER BY name")]
    finally:
        connection.close()


async def test_what_is_written_in_one_turn_is_committed_together(tmp_path: Path) -> None:
    journal = a_journal(tmp_path, [])
    order: list[str] = []
    journal.write(add("a"), then=lambda: order.append(f"then: {stored(tmp_path)}"))
    journal.write(add("b"))
    order.append(f"before: {stored(tmp_path)}")
    await journal.committed()

    assert order == ["before: []", "then: ['a', 'b']"]
    journal.close()


async def test_waiting_for_nothing_ends_at_once(tmp_path: Path) -> None:
    journal = a_journal(tmp_path, [])
    await journal.committed()
    journal.close()


async def test_a_failed_commit_is_told_to_all_who_wait_and_starts_nothing(tmp_path: Path) -> None:
    failures: list[sqlite3.Error] = []
    journal = a_journal(tmp_path, failures)
    started: list[bool] = []
    journal.write(add("a"))
    journal.write(("INSERT INTO nowhere VALUES (1)", ()), then=lambda: started.append(True))

    with pytest.raises(ApiError, match="cannot write"):
        await journal.committed()
    assert len(failures) == 1
    assert started == []
    assert stored(tmp_path) == []
    journal.close()


async def test_closing_commits_what_is_left_and_frees_the_database(tmp_path: Path) -> None:
    journal = a_journal(tmp_path, [])
    with pytest.raises(DatabaseInUseError):
        Journal(tmp_path / "x.sqlite", on_failure=lambda _error: None)
    journal.write(add("a"))
    journal.close()

    assert stored(tmp_path) == ["a"]
    Journal(tmp_path / "x.sqlite", on_failure=lambda _error: None).close()


async def test_the_write_ahead_log_is_copied_back_beside_the_event_loop(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "x.sqlite", on_failure=lambda _error: None, checkpoint_after=10)
    journal.connection.execute("CREATE TABLE things (name TEXT PRIMARY KEY)")
    for number in range(10):
        journal.write(add(str(number)))
        await journal.committed()
    await asyncio.get_running_loop().shutdown_default_executor()

    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(tmp_path / "x.sqlite", copy)  # without the log beside it
    assert len(stored(copy)) == 10
    journal.close()


async def test_the_write_ahead_log_starts_over_instead_of_growing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "x.sqlite", on_failure=lambda _error: None, checkpoint_after=50)
    journal.connection.execute("CREATE TABLE things (name TEXT PRIMARY KEY)")
    for number in range(2000):
        journal.write(add(str(number)))
        await journal.committed()
        if journal._checkpoint is not None:
            await journal._checkpoint

    # 2000 commits of two pages each would be 16 MB.
    assert (tmp_path / "x.sqlite-wal").stat().st_size < 2_000_000
    journal.close()
