"""The record of what was taken: one environment's, and one writer's at a time."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.deployment.prune import leftovers
from infra.deployment.record import GONE_AFTER, Record
from infra.deployment.run import StepFailed
from infra.deployment.shelf import FileShelf
from infra.deployment.step import Step


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


def a_step(*create: str, undo: str) -> Step:
    return Step("a group", "a reason", create, undo=(tuple(undo.split()),))


def test_what_a_step_of_now_would_take_away_as_well_is_no_leftover(tmp_path: Path) -> None:
    was = a_step("gcloud", "functions", "deploy", "mend", undo="gcloud functions delete mend --gen2")
    other = a_step("gcloud", "pubsub", "topics", "create", "mend", undo="gcloud pubsub topics delete mend")
    now = a_step("gcloud", "run", "deploy", "mend", undo="gcloud run services delete mend --region=r")
    record = a_record(tmp_path / "state.json").claim()
    record.learn([was, other])
    for step in (was, other):
        record.add(step)

    assert leftovers(record, [now]) == [other.slot]
    assert leftovers(record, []) == [other.slot, was.slot]
