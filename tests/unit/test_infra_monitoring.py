"""The plan defines every metric before anything asks about it, and tells whoever is on call."""

from infra.deployment.monitoring import TOLD
from infra.deployment.place import Place
from infra.deployment.plan import plan
from infra.deployment.step import CHANNEL, POLICY, asked
from tests.monitoring.definitions import ROOT, alerts, metrics

STEPS = [step for step in plan(Place("prod", "my-project", "123456789012")) if step.group == "monitoring"]


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


def test_titles_are_told_apart() -> None:
    titles = [alert["displayName"] for alert in alerts().values()]

    assert len(set(titles)) == len(titles)
    assert not [title for title in titles if '"' in title]


def test_what_stands_for_a_title_is_a_question_to_google() -> None:
    question = asked(f"{POLICY}Dailies: a job is stuck") or ()

    assert '--filter=displayName="Dailies: a job is stuck"' in question
    assert asked("--filter=x") is None
