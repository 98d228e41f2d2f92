"""The proof as part of the tests: fewer schedules than `make prove`, and a handful of mutants."""

import subprocess
import sys

import pytest

from tests.simulation.mutants import pairs
from tests.simulation.mutants.pairs import PAIRS, SINGLES
from tests.simulation.schedule import Schedule
from tests.simulation.trace import Trace

pytestmark = pytest.mark.timeout(420)
SCHEDULES = 2000
SAMPLE = (
    "account-unchecked",
    "job-unchecked",
    "random-job-id",
    "fence-open",
    "claim-leased",
    "resubmit",
    "no-sweep",
    "deadline-forgiven",
    "tidy-all",
    "projection-stale",
    "source-unchecked",
    "source-unneeded",
    "kept-forgotten",
    "unjoined",
)


def simulate(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the simulator in a process of its own: it forks, which a process with threads should not."""
    command = [sys.executable, "-m", "tests.simulation", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)


def test_two_thousand_crashing_schedules_violate_nothing_and_have_every_fault_and_kill_point() -> None:
    ran = simulate("--schedules", str(SCHEDULES), "--seed", "0")

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 violations" in ran.stdout


def test_a_seed_replays_exactly() -> None:
    traces = [Trace(on=True), Trace(on=True)]
    for trace in traces:
        Schedule(7, trace).run()

    assert traces[0].lines == traces[1].lines
    assert len(traces[0].lines) > 100


def test_fourteen_missing_guards_are_noticed() -> None:
    ran = simulate("--mutants", *SAMPLE)

    assert ran.stdout.count("caught  ") == len(SAMPLE), ran.stdout + ran.stderr


def test_there_are_mutants_enough_and_none_is_in_two_places() -> None:
    assert len(pairs._SINGLES) == len(SINGLES) >= 25
    assert len(pairs._PAIRS) == len(PAIRS) >= 15


def test_a_pair_shows_more_than_its_guards_do_alone() -> None:
    for pair in PAIRS.values():
        assert pair.shows or all(SINGLES[name].survives for name in pair.guards), pair.name


def test_a_pair_is_not_justified_by_the_reasons_of_its_guards() -> None:
    name = "driven-same-attempt+fence-epoch"

    assert all(SINGLES[guard].survives for guard in PAIRS[name].guards)
    assert pairs.reason(name) == ""
