"""A few of the kills of `make test-kill`, to be tried with every change; and how they are armed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kill.armory import Armory
from tests.kill.files import Halves, Target
from tests.kill.plan import NAMES, plan
from tests.kill.rig import Rig, running_rig
from tests.kill.run import reckoned_later, run_plans
from tests.kill.trial import NeverReached, Trial

SAMPLE = (("K3", 1), ("K7", 0), ("K13", 0), ("K23", 1), ("K26", 5), ("K33", 0))
"""One of each process, of each kind of work, and of each course that does not wait for an overdue message."""


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with running_rig() as running:
        yield running


def test_processes_killed_at_named_points_cost_time_only(rig: Rig) -> None:
    outcomes = reckoned_later(list(run_plans(rig, [plan(*one, seed=0) for one in SAMPLE])))

    assert [one.broken for one in outcomes if one.broken] == []
    assert sum(one.kills for one in outcomes) == len(SAMPLE)
    assert rig.cloud.run_schedule("reconcile").json()["drifted"] == 0
    assert rig.alarms() == {}


def test_a_point_that_nobody_came_to_is_not_taken_for_survived(rig: Rig) -> None:
    trial = Trial(rig, plan("K13", 0, seed=0))
    trial.arm()

    with pytest.raises(NeverReached, match="post-submit"):
        trial.killed(within_s=0.2)


def test_one_arming_kills_one_process_after_as_many_others_as_it_says(tmp_path: Path) -> None:
    armory = Armory(tmp_path)
    armory.arm("job", "worker:recv", arrival=2)

    assert [armory.take("other", "worker:recv"), armory.take("job", "worker:pre-ack")] == [False, False]
    assert [armory.take("job", "worker:recv") for _ in range(4)] == [False, False, True, False]
    taken = armory.taken("job", "worker:recv")
    assert taken is not None
    assert (taken.pid, taken.alive) == (os.getpid(), True)
    assert armory.taken("job", "worker:pre-ack") is None


def test_in_the_middle_of_a_transfer_a_part_of_it_has_passed(tmp_path: Path) -> None:
    passed: list[object] = []
    body = Halves(b"0123456789", passed.append)
    with Target(tmp_path / "film", lambda _point: passed.append((tmp_path / "film").read_bytes())).open(
        "wb"
    ) as film:
        for chunk in iter(lambda: body.read(16384), b""):
            passed.append(chunk)
            film.write(chunk)

    assert passed == [b"01234", b"01234", "mid-upload", b"56789", b"0123456789"]


def test_every_kind_of_work_is_in_the_sample_and_every_other_kill_is_of_a_derived_job() -> None:
    sample = {plan(*one, seed=0).work.name for one in SAMPLE}
    every_other = [plan(name, n, seed=seed).work for name in NAMES for n in (1, 3, 5) for seed in range(3)]

    assert sample == {"generate", "extend", "upscale", "upscale here"}
    assert all(work.derived for work in every_other)


def test_the_same_seed_plans_the_same_kills_and_others_plan_others() -> None:
    names = list(NAMES)
    plans = {seed: [plan(name, n, seed=seed) for name in names for n in range(2)] for seed in range(3)}

    assert len(plans[0]) == 76
    assert plans[0] == [plan(name, n, seed=0) for name in names for n in range(2)]
    circumstances = [[(one.provider, one.arrival) for one in some] for some in plans.values()]
    assert circumstances[0] != circumstances[1] != circumstances[2]
