"""The plan defines every metric before anything asks about it, and tells whoever is on call."""

from dataclasses import replace

import pytest

from infra.deploy import main
from infra.deployment.monitoring import TOLD
from infra.deployment.plan import plan
from infra.deployment.step import CHANNEL, POLICY, asked
from infra.deployment.watch import Watch
from tests.monitoring.definitions import ROOT, alerts, metrics
from tests.planned import PLACE, named

STEPS = named("monitoring")


def test_every_file_is_a_step_and_metrics_come_first() -> None:
    files = [
        word.rpartition("/")[2].partition(".")[0] for s in STEPS for word in s.create if "-from-file=" in word
    ]

    assert files == [*metrics(), *alerts(), "dashboard"]
    for step in STEPS:
        (path,) = (word.partition("=")[2] for word in step.create if "-from-file=" in word)
        assert (ROOT / path).is_file()


def test_an_alert_is_found_by_its_title_and_tells_the_operators() -> None:
    for alert in alerts().values():
        (step,) = (s for s in STEPS if s.exists and f"{POLICY}{alert['displayName']}" in s.exists)
        for command in (step.create, step.update or ()):
            assert f"{CHANNEL}{TOLD}" in command
            assert any("app=dailies" in word for word in command)


def test_the_channel_comes_before_what_tells_it_and_nobody_is_asked_for_a_budget_unasked() -> None:
    told = Watch(alerts_to="ops@example.com", billing_account="012345-6789AB-CDEF01", budget="100")
    steps = plan(replace(PLACE, watch=told))
    order = [step.create[1:4] for step in steps]

    assert order.index(("alpha", "monitoring", "channels")) < order.index(("alpha", "monitoring", "policies"))
    (budget,) = (step for step in steps if step.create[1:4] == ("billing", "budgets", "create"))
    for command in (budget.create, budget.update or ()):
        assert {f"{CHANNEL}{TOLD}", "--budget-amount=100", "--filter-projects=projects/my-project"} <= set(
            command
        )
    assert not [word for step in STEPS for word in step.create if "billing" in word or word == "channels"]


def test_a_plan_says_what_is_left_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    told = ("--alerts-to=ops@example.com", "--billing-account=012345-6789AB-CDEF01", "--budget=100")

    assert main(["plan", "--env", "prod"]) == 0
    assert "alerts are refused until the channel “Dailies operators” is there" in capsys.readouterr().out
    assert main(["plan", "--env", "prod", *told]) == 0
    assert "by hand" not in capsys.readouterr().out
    assert main(["plan", "--env", "prod", "--budget=100"]) == 1
    assert "say both" in capsys.readouterr().err


def test_titles_are_told_apart() -> None:
    titles = [alert["displayName"] for alert in alerts().values()]

    assert len(set(titles)) == len(titles)
    assert not [title for title in titles if '"' in title]


def test_what_stands_for_a_title_is_a_question_to_google() -> None:
    question = asked(f"{POLICY}Dailies: a job is stuck") or ()

    assert '--filter=displayName="Dailies: a job is stuck"' in question
    assert asked("--filter=x") is None
