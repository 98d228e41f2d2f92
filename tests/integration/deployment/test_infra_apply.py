"""`infra/deploy.py apply` before a pretended cloud: what has changed is taken once, even if it is killed."""

import time

import pytest

from tests.pretended_cloud import PretendedCloud, record

WAIT_MAX_S = 100
KEY = "6Lcdefghijklmnopqrstuvwxyz-0123456789_AB"
pytestmark = pytest.mark.timeout(900)


def test_the_first_apply_takes_all_and_the_second_none(applied: PretendedCloud) -> None:
    before = applied.done

    code, said = applied.run("apply")

    assert (code, said.split()[0]) == (0, "0")
    assert applied.done == before
    assert applied.run("plan", "--left") == (0, "\n")


def test_the_studio_gets_the_key_of_its_environment_once_and_enforcing_wants_one(
    applied: PretendedCloud,
) -> None:
    page = '<meta name="app-check-key" content="" />'
    applied.change("web/dist/index.html", "one", page)
    applied.change("infra/environments.toml", "[prod]\n", '[prod]\nAPP_CHECK = "enforce"\n')
    for verb in ("plan", "apply"):
        code, said = applied.run(verb)
        assert (code, "would lock the studio of prod out" in said) == (1, True)
        assert "Traceback" not in said

    applied.change("infra/environments.toml", "[prod]\n", f'[prod]\nAPP_CHECK_SITE_KEY = "{KEY}"\n')
    assert applied.run("apply")[0] == 0
    assert applied.state["channels"]["live"] == page.replace('""', f'"{KEY}"')
    assert any("recaptchaenterprise.googleapis.com" in words for words in applied.done)
    assert applied.run("plan", "--left") == (0, "\n")


def test_apply_stops_at_what_fails_says_what_to_do_and_goes_on_from_there(applied: PretendedCloud) -> None:
    before = len(applied.done)
    table = applied.root / "infra/functions.toml"
    table.write_text(table.read_text().replace("max_attempts = 5", "max_attempts = 6"))

    code, said = applied.run("apply", FAIL_ON="tasks queues update vertex")
    assert code == 1
    assert "denied" in said
    assert "run apply again: it goes on from here" in said

    assert applied.run("apply")[0] == 0
    queues = [words.split()[3] for words in applied.done[before:] if words.startswith("tasks queues update")]
    assert queues == ["wavespeed", "vertex", "ffmpeg"]


def test_an_alert_that_nobody_would_hear_stops_with_what_to_make_first(applied: PretendedCloud) -> None:
    applied.lose("channels Dailies operators")
    applied.change("infra/monitoring/alerts/dead_letters.yaml", "ten times", "10 times")

    code, said = applied.run("apply")

    assert code == 1
    assert "there is no channel “Dailies operators”: say ALERTS_TO=… once, or make it" in said
    assert "run apply again" in said


def test_what_google_names_is_not_made_twice_because_it_could_not_be_asked_for(
    applied: PretendedCloud,
) -> None:
    before = applied.state["watching"]
    applied.change("infra/monitoring/alerts/dead_letters.yaml", "ten times", "10 times")

    for unheard in ("monitoring policies list", "monitoring channels list"):
        code, said = applied.run("apply", FAIL_ON=unheard)
        assert (code, "denied" in said) == (1, True)

    assert applied.run("apply")[0] == 0
    assert applied.state["watching"] == before


def test_a_step_that_was_killed_in_the_middle_is_taken_again(applied: PretendedCloud) -> None:
    before = len(applied.done)
    applied.change("infra/functions.toml", 'memory = "1Gi" # decodes', 'memory = "2Gi" # decodes')
    assert applied.run("apply", KILL_ON="run deploy videos")[0] == -9

    code, said = applied.run("apply")
    assert (code, "if it was killed, add --take-over" in said) == (1, True)

    assert applied.run("apply", "--take-over")[0] == 0
    assert applied.run("gate")[0] == 0
    assert len([words for words in applied.done[before:] if words.startswith("run deploy videos")]) == 2


def test_a_changed_row_deploys_that_function_alone(applied: PretendedCloud) -> None:
    before = len(applied.done)
    applied.change("infra/functions.toml", "max_instances = 2\n", "max_instances = 3\n")

    assert applied.run("apply")[0] == 0

    changed = [words.split(" --")[0] for words in applied.done[before:] if "buckets" not in words]
    assert changed == [
        "run deploy sweep",
        "hosting:clone a-project:live a-project:before",
        "run services update-traffic sweep",
    ]


def test_changed_code_is_built_once_and_deployed_everywhere_rules_and_pages_are_not(
    applied: PretendedCloud,
) -> None:
    before = len(applied.done)
    applied.change("main.py", '"""Every', '"""Each')

    assert applied.run("apply")[0] == 0

    changed = [words.split(" --")[0] for words in applied.done[before:]]
    assert len([words for words in changed if words == "builds submit ."]) == 1
    assert len([words for words in changed if words.startswith("run deploy")]) == 9
    assert len([words for words in changed if words.startswith("functions deploy")]) == 4
    assert "deploy" not in changed  # of the Firebase CLI


@pytest.mark.parametrize(
    ("file", "old", "new", "only"),
    [
        ("firestore.rules", "service", " service", "--only=firestore"),
        ("web/dist/index.html", "one", "two", "--only=hosting"),
    ],
)
def test_changed_rules_and_pages_are_deployed(
    applied: PretendedCloud, file: str, old: str, new: str, only: str
) -> None:
    before = len(applied.done)
    applied.change(file, old, new)

    assert applied.run("apply")[0] == 0

    assert [w.split()[1] for w in applied.done[before:] if w.startswith("deploy")] == [only]


def test_of_two_at_once_one_waits_for_the_other(applied: PretendedCloud) -> None:
    applied.change("infra/functions.toml", "max_attempts = 5", "max_attempts = 6")
    with applied.start("apply", WAIT_ON="tasks queues update wavespeed") as first:
        until = time.monotonic() + WAIT_MAX_S
        while not (applied.folder / "cloud/waiting").exists() and time.monotonic() < until:
            time.sleep(0.02)

        code, said = applied.run("apply")
        assert (code, "is at it, last heard of at" in said) == (1, True)

        assert applied.run("apply", "--take-over")[0] == 0
        (applied.folder / "cloud/go").touch()
        _out, err = first.communicate(timeout=WAIT_MAX_S)
    assert first.returncode == 1
    assert "somebody else is at it" in err
    assert applied.run("plan", "--left") == (0, "\n")


def test_f137_a_project_belongs_to_one_environment(applied: PretendedCloud) -> None:
    before = record(applied)

    for verb in (("apply",), ("plan", "--left"), ("destroy", "--yes", "staging"), ("rollback",)):
        code, said = applied.run(*verb, env="staging")
        assert code == 1
        assert "This project is prod" in said
    assert record(applied) == before
