"""The plan is whole, gives no more than it must, and its record is one environment's."""

import json
import os
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.deploy import main
from infra.deployment.apply import undone
from infra.deployment.environments import read_settings
from infra.deployment.firebase import FIREBASE
from infra.deployment.grants import as_table, read_matrix
from infra.deployment.place import Place
from infra.deployment.plan import ROOT, files, plan, script
from infra.deployment.record import GONE_AFTER, Record
from infra.deployment.release import PYTHON
from infra.deployment.run import StepFailed
from infra.deployment.services import variables
from infra.deployment.shelf import FileShelf
from infra.deployment.step import Step
from infra.local.function_table import read_table
from shared.catalog.compute import load_compute_prices
from shared.config import Settings, refuse_emulators_in_production
from shared.providers.vertex_settings import VertexSettings
from shared.providers.wavespeed_settings import WaveSpeedSettings

PLACE = Place("prod", "my-project", "123456789012")
TABLE = read_table(ROOT / "infra/functions.toml")
MATRIX = read_matrix(ROOT / "infra/iam.toml")
STEPS = plan(PLACE)
DATA = {"record", "secrets", "firestore", "bucket", "queues"}
ADMINS = {"firebasehosting.admin", "firebaserules.admin", "datastore.indexAdmin"}
"""Of the deployer alone: each has no lesser role, and none of them says who may do what."""


def option(name: str, step: Step) -> str:
    return next(word.split("=", 1)[1] for word in step.create if word.startswith(f"{name}="))


def named(group: str) -> list[Step]:
    return [step for step in STEPS if step.group == group]


def deployed(function_name: str) -> tuple[str, ...]:
    service = function_name.replace("_", "-")
    return next(s.create for s in STEPS if "deploy" in s.create and service in s.create)


def gcloud_steps() -> list[Step]:
    return [step for step in STEPS if step.create[0] == "gcloud"]


@pytest.mark.parametrize("function", TABLE.functions, ids=lambda f: f.name)
def test_every_function_is_given_the_settings_it_needs(function, monkeypatch: pytest.MonkeyPatch) -> None:
    given = variables(PLACE, function)
    environment = given | dict.fromkeys(function.secrets, "a-value")
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert Settings().publisher_email == PLACE.account("publisher")
    refuse_emulators_in_production(environment | {"K_SERVICE": function.name})
    if function.name in {"provider_steps", "callbacks"}:
        assert WaveSpeedSettings().webhook_secret
    if function.name == "provider_steps":
        assert VertexSettings().project == PLACE.project


@pytest.mark.parametrize("env", ["prod", "staging", "another"])
def test_an_environment_is_told_its_settings(env: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings(ROOT / "infra/environments.toml", env)
    given = variables(replace(PLACE, settings=settings), TABLE.functions[0])
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    assert settings.items() <= given.items()
    assert (Settings().app_check, Settings().signup_credits) == ("off", 100 if env == "staging" else 0)
    assert (
        all(f"|{name}={value}" in " ".join(deployed("jobs")) for name, value in settings.items())
        or env != "prod"
    )


@pytest.mark.parametrize(
    "line",
    ['APP_CHEK = "off"', 'PUBLIC_URL = "x"', 'AUTH_EMULATOR_HOST = "x"', "LEASE_S = 5", 'BUY_URL = "/a|b"'],
)
def test_a_setting_that_nobody_reads_stops_with_words(tmp_path: Path, line: str) -> None:
    (tmp_path / "environments.toml").write_text(f"[all]\n{line}\n")

    with pytest.raises(ValueError, match=line.split(maxsplit=1)[0]):
        read_settings(tmp_path / "environments.toml", "prod")


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


def test_who_is_given_a_secret_may_read_it_and_nobody_else_may() -> None:
    used = {(f.service_account, f"secret:{name}") for f in TABLE.functions for name in f.secrets}
    granted = {(who, g.on) for g in MATRIX.grants for who in g.who if g.on.startswith("secret:")}

    assert granted == used


def test_no_role_is_wide() -> None:
    roles = {(who, g.role.removeprefix("roles/")) for g in MATRIX.grants for who in g.who}

    assert not {role for _who, role in roles} & {"owner", "editor", "viewer"}
    assert {one for one in roles if one[1].lower().endswith("admin")} == {("deployer", r) for r in ADMINS}


def test_what_releases_can_read_no_document_no_film_and_no_secret_and_gives_no_rights() -> None:
    roles = {(g.role, g.on) for g in MATRIX.grants if "deployer" in g.who}

    assert ("roles/run.developer", "project") in roles  # not run.admin, which says who may call
    assert not {on for _role, on in roles if on.startswith(("secret", "bucket"))}
    assert not {r for r, _on in roles if "datastore.user" in r or "iam.serviceAccountAdmin" in r}


def test_every_grant_is_a_command_and_every_command_a_grant() -> None:
    many = {"queues": len(TABLE.queues), "topics": len(TABLE.topics), "dead-letters": len(TABLE.topics)}
    many["accounts"] = len({function.service_account for function in TABLE.functions} | {"builder"})
    granted: Counter[tuple[str, str]] = Counter()
    for grant in MATRIX.grants:
        for who in grant.who:
            email = PLACE.agent("pubsub") if who == "agent:pubsub" else PLACE.account(who)
            granted[email, grant.role] += many.get(grant.on, 1)

    commanded = Counter(
        (option("--member", step).removeprefix("serviceAccount:"), option("--role", step))
        for step in named("roles")
    )

    assert commanded == granted


def test_the_page_of_roles_is_the_matrix() -> None:
    page = (ROOT / "infra/deployment/README.md").read_text()

    assert as_table(MATRIX) in page


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


def a_record(file: Path, env: str = "prod", at: datetime | None = None) -> Record:
    return Record(FileShelf(file), env, now=lambda: at or datetime.now(UTC))


def test_f137_a_record_is_one_environments(tmp_path: Path) -> None:
    a_record(tmp_path / "state.json").claim().release()

    with pytest.raises(StepFailed, match=r"This project is prod\..*staging needs another"):
        a_record(tmp_path / "state.json", "staging").read()


def test_who_was_killed_is_waited_for_no_longer_than_a_step_may_take(tmp_path: Path) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    a_record(tmp_path / "state.json", at=now).claim()

    with pytest.raises(StepFailed, match="is at it"):
        a_record(tmp_path / "state.json", at=now + GONE_AFTER - timedelta(seconds=1)).claim()
    a_record(tmp_path / "state.json", at=now + GONE_AFTER).claim()


def test_a_record_that_makes_no_sense_stops_with_words(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text(json.dumps({"environment": "prod"}))

    with pytest.raises(StepFailed, match="makes no sense"):
        a_record(tmp_path / "state.json").read()


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
