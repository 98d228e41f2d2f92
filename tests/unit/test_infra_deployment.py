"""The plan is whole: every function, step and file of it is there and as it must be."""

from collections import Counter

import pytest

from infra.deploy import main
from infra.deployment.apply import undone
from infra.deployment.firebase import FIREBASE
from infra.deployment.plan import files, script
from infra.deployment.release import PYTHON
from infra.deployment.services import variables
from infra.deployment.step import Step
from shared.catalog.compute import load_compute_prices
from tests.planned import PLACE, STEPS, TABLE, deployed, named

DATA = {"record", "secrets", "firestore", "bucket", "queues"}


def gcloud_steps() -> list[Step]:
    return [step for step in STEPS if step.create[0] == "gcloud"]


def test_every_function_is_deployed_and_only_http_ones_are_public() -> None:
    public = {step.create[4] for step in named("invokers") if "--member=allUsers" in step.create}

    assert public == {function.name for function in TABLE.triggered_by("http")}
    for function in TABLE.functions:
        options = deployed(function.name)
        outside = "--ingress-settings=all" if function.trigger == "operator" else "--ingress=all"
        assert (outside in options) == (function.trigger in {"http", "operator"})
        assert ("--ingress=internal" in options) == (function.trigger in {"pubsub", "schedule"})
        assert ("--no-allow-unauthenticated" in options) == (function.trigger == "operator")


def test_a_secret_is_only_ever_named() -> None:
    for function in TABLE.functions:
        wanted = ",".join(f"{name}={name}:latest" for name in function.secrets)
        found = [word for word in deployed(function.name) if word.startswith("--set-secrets=")]
        assert found == ([f"--set-secrets={wanted}"] if wanted else [])
    assert all("versions" not in step.create for step in named("secrets"))


def test_f35_messages_come_again_late_and_at_last_go_where_they_can_be_read() -> None:
    updates = [s.create for s in named("triggers") if "update" in s.create]

    assert len(updates) == len(list(TABLE.triggered_by("pubsub")))
    for options in updates:
        assert {"--ack-deadline=600", "--min-retry-delay=10s", "--max-retry-delay=600s"} <= set(options)
        assert any(word.startswith("--dead-letter-topic=") for word in options)


def test_every_command_names_its_project() -> None:
    assert all("--project=my-project" in c for s in gcloud_steps() for c in s.commands)
    assert all("--project=my-project" in c for s in STEPS for c in s.commands if c[0] == FIREBASE)
    assert {s.create[0] for s in STEPS} == {"gcloud", FIREBASE, PYTHON}


def test_an_instance_has_as_many_threads_as_requests_and_costs_what_the_books_say() -> None:
    for function in TABLE.functions:
        assert variables(PLACE, function)["THREADS"] == str(function.concurrency)
    for name, has in load_compute_prices().functions.items():
        assert f"--cpu={has.cpus:g}" in deployed(name)


def test_every_step_has_a_slot_of_its_own_in_the_record() -> None:
    assert [slot for slot, many in Counter(step.slot for step in STEPS).items() if many > 1] == []


def test_what_was_taken_is_not_printed_again_and_what_has_changed_is() -> None:
    taken = {step.slot: step.digest for step in STEPS}
    assert script(undone(STEPS, taken)) == ""

    changed = [step for step in STEPS if step.create[:4] == ("gcloud", "run", "deploy", "jobs")]
    assert undone(STEPS, taken | {changed[0].slot: "another form"}) == changed


def test_what_is_made_can_be_undone_and_what_holds_data_is_marked() -> None:
    made = [s for s in gcloud_steps() if {"create", "deploy", "add-iam-policy-binding"} & set(s.create)]

    lacking = {step.group for step in made if not step.undo}
    assert lacking == {"invokers", "triggers"}  # they go with their services and subscriptions
    assert {step.group for step in STEPS if step.holds_data} == DATA


def test_new_revisions_are_looked_at_before_they_work_and_the_studio_comes_last() -> None:
    order = list(dict.fromkeys(step.group for step in STEPS))
    wanted = ["rules", "image", "functions", "candidates", "traffic", "hosting", "whole"]

    assert [group for group in order if group in wanted] == wanted
    assert all("--no-traffic" in (step.update or ()) for step in named("functions"))


def test_the_buckets_files_are_written_for_our_pages_alone() -> None:
    written = {name.name: text for name, text in files(PLACE).items()}

    assert '"https://my-project.web.app"' in written["cors.json"]
    assert '"*"' not in written["cors.json"]
    assert '"/raw"' in written["lifecycle.json"]


def test_a_plan_is_printed_for_no_project_and_applied_to_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--env", "prod"]) == 0
    assert "gcloud run deploy jobs" in capsys.readouterr().out

    with pytest.raises(SystemExit):
        main(["apply", "--env", "prod"])
    with pytest.raises(SystemExit):
        main(["destroy", "--env", "prod", "--project", "p", "--number", "1", "--yes", "staging"])
