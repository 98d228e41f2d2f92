import json
from pathlib import Path

import pytest

from infra.local.program import last_lines
from infra.local.ready_file import no_stale, write_ready_file
from infra.local.state import InUse, given_state, own_state, passing_state


def test_a_ready_file_is_whole_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "ready.json"

    write_ready_file(path, {"gateway": "http://127.0.0.1:1"})

    assert json.loads(path.read_text()) == {"gateway": "http://127.0.0.1:1"}
    assert list(path.parent.iterdir()) == [path]


def test_a_ready_file_is_there_only_while_it_is_true(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text("of an earlier run")

    with no_stale(path):
        assert not path.exists()
        write_ready_file(path, {})

    assert not path.exists()


def test_a_passing_folder_is_gone_afterwards() -> None:
    with passing_state() as state:
        state.tasks.touch()

    assert not state.path.exists()


def test_our_own_folder_is_empty_at_the_start_and_kept_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "cloud").mkdir()
    (tmp_path / "cloud" / "old").touch()

    with own_state(tmp_path / "cloud") as state:
        assert list(state.path.iterdir()) == []
        state.tasks.touch()

    assert state.tasks.exists()


def test_our_own_folder_serves_one_cloud_at_a_time(tmp_path: Path) -> None:
    with own_state(tmp_path / "cloud") as state:
        state.tasks.touch()
        with pytest.raises(InUse, match="make up"), own_state(tmp_path / "cloud"):
            pass
        assert state.tasks.exists()


def test_a_folder_of_the_callers_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "letter").touch()

    with pytest.raises(InUse, match="not empty"), given_state(tmp_path):
        pass

    assert (tmp_path / "letter").exists()


def test_the_end_of_a_log_is_shown_even_of_a_long_one(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_bytes(b"\xff start\n" + b"x" * 20_000 + b"\nlast words\n")

    assert last_lines(log, count=1) == "    last words"
    assert last_lines(tmp_path / "none.log") == ""
