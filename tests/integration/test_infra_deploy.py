"""`infra/deploy.py` as a process before a pretended cloud: taken once, stopped, killed, sent back, undone."""

import json
import shutil
import time
from pathlib import Path

import pytest

from tests.pretended_cloud import PretendedCloud

RECORD = "gs://a-project-deployment/record.json"
WAIT_MAX_S = 100
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> PretendedCloud:
    cloud = PretendedCloud.at(tmp_path_factory.mktemp("once") / "made")
    code, said = cloud.run("apply")
    assert code == 0, said
    return cloud


@pytest.fixture
def applied(once: PretendedCloud, tmp_path: Path) -> PretendedCloud:
    """A project that everything has been deployed to, for this test alone."""
    shutil.copytree(once.folder, tmp_path / "made")
    return PretendedCloud(tmp_path / "made")


def serving(cloud: PretendedCloud, service: str) -> list[str]:
    return list(cloud.state["things"][f"run services {service}"]["traffic"])


def record(cloud: PretendedCloud) -> dict[str, object]:
    return json.loads(cloud.state["objects"][RECORD]["text"])


def test_the_first_apply_takes_all_and_the_second_none(applied: PretendedCloud) -> None:
    before = applied.done

    code, said = applied.run("apply")

    assert (code, said.split()[0]) == (0, "0")
    assert applied.done[len(before) :] == [d for d in applied.done[len(before) :] if "deployment" in d]
    assert applied.run("plan", "--left") == (0, "\n")


def test_the_gate_finds_nothing_wrong_with_what_apply_has_made(applied: PretendedCloud) -> None:
    code, said = applied.run("gate")

    assert code == 0, said
    assert said.count("ok  ") == len(said.splitlines()) > 100


@pytest.mark.parametrize(
    ("thing", "option", "value", "said"),
    [
        ("pubsub subscriptions eventarc-media-steps-sub", "ack-deadline", "10", "is 10, should be 600"),
        ("tasks queues vertex", "max-concurrent-dispatches", "1000", "is 1000, should be 50"),
        ("scheduler jobs sweep", "schedule", "0 * * * *", "is '0 * * * *', should be '* * * * *'"),
    ],
)
def test_the_gate_names_what_is_not_as_it_should_be(
    applied: PretendedCloud, thing: str, option: str, value: str, said: str
) -> None:
    state = applied.state
    state["things"][thing][option] = value
    (applied.folder / "cloud/state.json").write_text(json.dumps(state))

    code, words = applied.run("gate")

    assert code == 1
    assert next(line for line in words.splitlines() if line.startswith("NO")).endswith(said)


def test_the_gate_sees_an_emulator_and_a_database_without_guards(applied: PretendedCloud) -> None:
    state = applied.state
    state["things"]["run services jobs"]["options"]["set-env-vars"] += "|FIRESTORE_EMULATOR_HOST=x:1"
    del state["things"]["firestore databases (default)"]["enable-pitr"]
    state["indexes"][0]["state"] = "CREATING"
    (applied.folder / "cloud/state.json").write_text(json.dumps(state))

    code, words = applied.run("gate")

    assert code == 1
    wrong = [line.split(": ")[1].split(" is ")[0] for line in words.splitlines() if line.startswith("NO")]
    assert wrong == ["emulators", "going back", "not ready"]


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


def test_a_release_that_is_gone_back_on_is_deployed_again(applied: PretendedCloud) -> None:
    applied.change("main.py", '"""Every', '"""Each')
    assert applied.run("apply")[0] == 0
    applied.change("main.py", '"""Each', '"""Every')

    assert applied.run("apply")[0] == 0

    assert serving(applied, "jobs") == ["jobs-00003-abc"]


def test_a_new_revision_that_does_not_answer_never_gets_traffic(applied: PretendedCloud) -> None:
    applied.change("main.py", '"""Every', '"""Each')

    code, said = applied.run("apply", FAIL_ON="infra.smoke drafts https://candidate---drafts")

    assert code == 1
    assert "it has no traffic yet" in said
    assert serving(applied, "jobs") == ["jobs-00001-abc"]
    assert serving(applied, "sweep") == ["sweep-00001-abc"]


def test_what_fails_before_people_sends_them_back_and_the_next_apply_releases_again(
    applied: PretendedCloud,
) -> None:
    applied.change("main.py", '"""Every', '"""Each')
    applied.change("web/dist/index.html", "one", "two")

    code, said = applied.run("apply", FAIL_ON="infra.smoke all")

    assert code == 1
    assert "Back to what served before: jobs, drafts" in said
    assert serving(applied, "jobs") == ["jobs-00001-abc"]
    assert applied.state["channels"]["live"] == "one"
    assert applied.run("gate")[0] == 1  # an older revision serves, and the gate says so

    assert applied.run("apply")[0] == 0
    assert serving(applied, "jobs") == ["jobs-00003-abc"]
    assert applied.state["channels"]["live"] == "two"
    assert applied.run("gate")[0] == 0


def test_an_apply_that_was_killed_between_two_services_is_sent_back_whole(applied: PretendedCloud) -> None:
    applied.change("main.py", '"""Every', '"""Each')
    assert applied.run("apply", KILL_ON="update-traffic drafts")[0] == -9
    assert serving(applied, "jobs") == ["jobs-00002-abc"]

    assert applied.run("rollback", "--take-over")[0] == 0

    assert {serving(applied, name)[0] for name in ("jobs", "drafts")} == {
        "jobs-00001-abc",
        "drafts-00001-abc",
    }


def test_a_release_can_be_sent_back_by_hand(applied: PretendedCloud) -> None:
    applied.change("main.py", '"""Every', '"""Each')
    assert applied.run("apply")[0] == 0

    code, said = applied.run("rollback")

    assert (code, "the studio" in said) == (0, True)
    assert serving(applied, "media-steps") == ["media-steps-00001-abc"]


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


def test_destroy_takes_away_all_but_the_data(applied: PretendedCloud) -> None:
    assert applied.run("destroy")[0] == 2  # its name was not typed
    code, said = applied.run("destroy", "--yes", "prod")

    assert code == 0, said
    left = {name.rpartition(" ")[0] or name for name in applied.state["things"]}
    assert left == {
        "storage buckets",
        "secrets",
        "firestore databases",
        "firestore fields ttls",
        "tasks queues",
        "services",  # APIs stay switched on
        "artifacts docker images",
    }
    assert not [rows for rows in applied.state["policies"].values() if rows]
    assert said.count("kept: ") == 8
    assert record(applied)["taken"] == {}

    assert applied.run("apply")[0] == 0
    assert applied.run("gate")[0] == 0


def test_destroy_takes_the_data_as_well_when_told_so_and_forgets_whose_project_it_was(
    applied: PretendedCloud,
) -> None:
    code, said = applied.run("destroy", "--yes", "prod", "--with-data")

    assert code == 0, said
    assert not [name for name in applied.state["things"] if name.startswith(("storage", "secrets", "run"))]
    assert "firestore databases (default)" not in applied.state["things"]
    assert applied.state["objects"] == {}


def test_destroy_stops_at_what_fails_and_goes_on(applied: PretendedCloud) -> None:
    code, said = applied.run("destroy", "--yes", "prod", FAIL_ON="pubsub topics delete media-steps")
    assert code == 1
    assert "run destroy again" in said

    assert applied.run("destroy", "--yes", "prod")[0] == 0
    assert "pubsub topics media-steps" not in applied.state["things"]
