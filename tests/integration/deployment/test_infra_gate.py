"""`infra/deploy.py gate` before a pretended cloud: it names what is not as it should be."""

import json

import pytest

from tests.pretended_cloud import PretendedCloud

pytestmark = pytest.mark.timeout(900)


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


def test_the_gate_goes_on_where_it_could_not_ask(applied: PretendedCloud) -> None:
    code, words = applied.run("gate", FAIL_ON="eventarc triggers describe media-steps")

    assert code == 1
    (wrong,) = (line for line in words.splitlines() if line.startswith("NO"))
    assert wrong.startswith("NO  subscription of media-steps: gcloud eventarc")


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
