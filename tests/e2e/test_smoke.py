"""The smoke test of a release finds the local cloud as it should be, and what is not so."""

import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.function_table import read_table
from infra.smoke import LOOKS, Look, look
from tests.e2e.cloud import Cloud

ROOT = Path(__file__).resolve().parents[2]


def test_all_of_it_answers_and_nothing_was_written(cloud: Cloud) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "infra.smoke", "all", cloud.ready["gateway"]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("12 of 12 answers")


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Look("/api/credits"), "answered 401, not 200"),
        (Look("/api/models", says=lambda answer: not answer.json()["models"]), "does not say what it should"),
        (Look("/api/models", says=lambda answer: answer.json()["nothing"]), "KeyError: 'nothing'"),
    ],
)
def test_what_is_not_as_it_should_be_is_named(cloud: Cloud, wanted: Look, words: str) -> None:
    assert look(cloud.ready["gateway"], [wanted], pause_s=0) == [f"{wanted.path} {words}"]


def test_nobody_there_is_a_failure_with_words() -> None:
    (wrong,) = look("http://127.0.0.1:9", [Look("/")], pause_s=0)

    assert wrong.startswith("/ ConnectError")


def test_every_function_that_people_meet_is_looked_at() -> None:
    table = read_table(ROOT / "infra/functions.toml")

    assert LOOKS.keys() == {function.name for function in table.triggered_by("http")}
    for name, looks in LOOKS.items():
        assert {one.path for one in looks if table.serving(one.path).name != name} == set()
