"""The record of what was taken: one environment's, and one writer's at a time."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.deployment.record import GONE_AFTER, Record
from infra.deployment.run import StepFailed
from infra.deployment.shelf import FileShelf


def a_record(file: Path, env: str = "prod", at: datetime | None = None) -> Record:
    return Record(FileShelf(file), env, now=lambda: at or datetime.now(UTC))


def test_f137_a_record_is_one_environments(tmp_path: Path) -> None:
    a_record(tmp_path / "state.json").claim().release()

    with pytest.raises(StepFailed, match=r"This project is prod\..*staging needs another"):
        a_record(tmp_path / "state.json", "staging").read()


def test_who_was_killed_is_waited_for_no_longer_than_a_step_may_take(tmp_path: Path) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    a_record(tmp_path / "state.json", at=now).claim()

    with pytest.raises(StepFailed, match="is at it"):
        a_record(tmp_path / "state.json", at=now + GONE_AFTER - timedelta(seconds=1)).claim()
    a_record(tmp_path / "state.json", at=now + GONE_AFTER).claim()


def test_a_record_that_makes_no_sense_stops_with_words(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text(json.dumps({"environment": "prod"}))

    with pytest.raises(StepFailed, match="makes no sense"):
        a_record(tmp_path / "state.json").read()
