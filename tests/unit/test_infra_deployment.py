"""The plan is whole, gives no more than it must, and is taken step by step."""

import os
from collections import Counter
from pathlib import Path

import pytest

from infra.deploy import main
from infra.deployment.apply import StepFailed, apply, undone
from infra.deployment.grants import as_table, read_matrix
from infra.deployment.place import Place
from infra.deployment.plan import FIREBASE, ROOT, files, plan, script
from infra.deployment.services import variables
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
FAKE = """#!/bin/sh
case "$*" in *"$FAIL_ON"*) [ -n "$FAIL_ON" ] && { echo "denied" >&2; exit 1; };; esac
case "$*" in
  *"value(transport"*) echo "sub-of-$4"; exit 0;;
  *" list --filter=displayName="*) echo "the-one-with-that-title"; exit 0;;
  *" describe "*) exit 1;;
esac
echo "$*" >> "$DONE"
"""


def option(name: str, step: Step) -> str:
    return next(word.split("=", 1)[1] for word in step.create if word.startswith(f"{name}="))


def named(group: str) -> list[Step]:
    return [step for step in STEPS if step.group == group]


def deployed(function_name: str) -> tuple[str, ...]:
    service = function_name.replace("_", "-")
    return next(s.create for s in STEPS if "deploy" in s.create and service in s.create)


@pytest.fixture
def done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a gcloud on the path that knows nothing yet and writes down what it is told to change."""
    fake = tmp_path / "bin" / "gcloud"
    fake.parent.mkdir()
    fake.write_text(FAKE)
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("DONE", str(tmp_path / "done"))
    monkeypatch.setenv("FAIL_ON", "")
    return tmp_path / "done"


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


def test_every_function_is_deployed_and_only_http_ones_are_public() -> None:
    public = {step.create[4] for step in named("invokers") if "--member=allUsers" in step.create}

    assert public == {function.name for function in TABLE.triggered_by("http")}
    for function in TABLE.functions:
        options = deployed(function.name)
        outside = function.trigger == "http"
        assert ("--ingress=all" in options) == outside
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
    roles = {grant.role.removeprefix("roles/") for grant in MATRIX.grants}

    assert not roles & {"owner", "editor", "viewer"}
    assert not [role for role in roles if role.endswith(("admin", "Admin"))]


def test_every_grant_is_a_command_and_every_command_a_grant() -> None:
    many = {"queues": len(TABLE.queues), "topics": len(TABLE.topics), "dead-letters": len(TABLE.topics)}
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


def test_everything_that_takes_labels_says_whose_bill_it_is() -> None:
    labelled = [w for s in STEPS for w in s.create if w.startswith(("--labels=", "--update-labels="))]

    assert all(
        {p.split("=")[0] for p in w.split("=", 1)[1].split(",")} == {"app", "service", "env", "component"}
        for w in labelled
    )
    for name in ("deploy", "topics", "secrets", "triggers", "repositories"):
        made = [s for s in gcloud_steps() if name in s.create and {"create", "deploy"} & set(s.create)]
        assert made, name
        assert all(any("labels=" in word for word in s.create) for s in made), name


def test_every_command_names_its_project() -> None:
    assert all("--project=my-project" in c for s in gcloud_steps() for c in s.commands)
    assert {s.create[0] for s in STEPS} == {"gcloud", FIREBASE}


def test_an_instance_has_as_many_threads_as_requests_and_costs_what_the_books_say() -> None:
    for function in TABLE.functions:
        assert variables(PLACE, function)["THREADS"] == str(function.concurrency)
    for name, has in load_compute_prices().functions.items():
        assert f"--cpu={has.cpus:g}" in deployed(name)


def test_a_second_apply_changes_nothing(done: Path, tmp_path: Path) -> None:
    state, steps = tmp_path / "state.json", gcloud_steps()

    assert apply(steps, state=state, files={}) == len(steps)
    after_one = done.read_text()

    assert apply(steps, state=state, files={}) == 0
    assert done.read_text() == after_one
    assert script(undone(steps, state)) == ""


def test_apply_stops_at_what_fails_and_goes_on_from_there(
    done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, steps = tmp_path / "state.json", gcloud_steps()
    monkeypatch.setenv("FAIL_ON", "tasks queues create vertex")
    with pytest.raises(StepFailed, match="denied"):
        apply(steps, state=state, files={})
    assert "queues create wavespeed" in done.read_text()
    assert "queues create ffmpeg" not in done.read_text()

    monkeypatch.setenv("FAIL_ON", "")
    apply(steps, state=state, files={})

    lines = done.read_text().splitlines()
    assert len(lines) == len(set(lines)) == len(steps)


def test_the_subscription_that_eventarc_named_is_asked_for(done: Path, tmp_path: Path) -> None:
    apply(named("triggers"), state=tmp_path / "state.json", files={})

    assert "pubsub subscriptions update sub-of-provider-steps " in done.read_text()


def test_a_changed_wish_is_a_step_again(done: Path, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    apply(gcloud_steps(), state=state, files={})

    other = plan(Place("staging", "my-project", "123456789012"))

    assert undone(other, state)


def test_the_buckets_files_are_written_for_our_pages_alone(tmp_path: Path) -> None:
    written = {tmp_path / name.name: text for name, text in files(PLACE).items()}
    apply([], state=tmp_path / "state.json", files=written)

    assert '"https://my-project.web.app"' in (tmp_path / "cors.json").read_text()
    assert '"*"' not in (tmp_path / "cors.json").read_text()
    assert '"/raw"' in (tmp_path / "lifecycle.json").read_text()


def test_a_plan_is_printed_for_no_project_and_applied_to_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--env", "prod"]) == 0
    assert "gcloud run deploy jobs" in capsys.readouterr().out

    with pytest.raises(SystemExit):
        main(["apply", "--env", "prod"])
