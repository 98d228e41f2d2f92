"""`cloudbuild.yaml` is what Cloud Build takes; it deploys nothing untested and reads no secret."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.deployment import image
from infra.deployment.grants import read_matrix
from infra.deployment.place import Place
from infra.deployment.plan import ROOT, files
from infra.local import sdk
from tests.needs import needs

FILE = ROOT / "cloudbuild.yaml"
BUILD: dict[str, Any] = yaml.safe_load(FILE.read_text())
STEPS = {step["id"]: step for step in BUILD["steps"]}
PLACE = Place("prod", "my-project", "123456789012")
TARGETS = {line.split(":")[0] for line in (ROOT / "Makefile").read_text().splitlines() if ": " in line}
READ = """
import sys
sys.path[:0] = [sys.argv[1] + "/lib/third_party", sys.argv[1] + "/lib"]
from googlecloudsdk.api_lib.cloudbuild import cloudbuild_util, config
config.LoadCloudbuildConfigFromPath(sys.argv[2], cloudbuild_util.GetMessagesModule(), params={"_ENV": "prod"})
"""
"""What `gcloud builds submit --config` does with the file before it asks Google anything."""


def read_by_gcloud(file: Path) -> str:
    """Return what the real CLI holds against a build's file."""
    needs(shutil.which("gcloud"), "the Google Cloud SDK is needed: https://cloud.google.com/sdk")
    command = [
        sys.executable,
        "-c",
        READ,
        str(sdk.find_sdk(os.environ)),
        str(file),
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    return done.stderr.strip().rpartition("\n")[2]


def seconds(value: str) -> int:
    return int(value.removesuffix("s"))


def test_the_real_cli_reads_it() -> None:
    assert read_by_gcloud(FILE) == ""


def test_the_real_cli_reads_what_builds_the_image(tmp_path: Path) -> None:
    text = next(text for name, text in files(PLACE).items() if name.name == "image.json")
    (tmp_path / "image.json").write_text(text)

    assert read_by_gcloud(tmp_path / "image.json") == ""
    assert json.loads(text)["images"] == [image.named(PLACE, image.source_tag(ROOT))]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("waitFor: [test]", "waitsFor: [test]", "waitsFor: unused"),
        ("machineType: E2_HIGHCPU_8", "machineType: HUGE", "machineType: unused"),
        ("timeout: 10800s", "timeOut: 10800s", "timeOut: unused"),
    ],
)
def test_what_cloud_build_would_refuse_is_found(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = FILE.read_text()
    assert old in text
    (tmp_path / "cloudbuild.yaml").write_text(text.replace(old, new))

    assert said in read_by_gcloud(tmp_path / "cloudbuild.yaml")


def test_which_environment_it_is_has_no_default() -> None:
    assert "substitutions" not in BUILD
    assert set(re.findall(r"\$\{?(\w+)", FILE.read_text())) == {"_ENV", "PROJECT_ID", "PROJECT_NUMBER"}


def test_each_step_waits_for_the_one_before_and_deploying_is_the_last() -> None:
    names = list(STEPS)

    assert names == ["toolchain", "install", "check", "test", "deploy"]
    assert [step.get("waitFor", [None])[0] for step in STEPS.values()] == [None, *names[:-1]]


def test_every_step_and_the_whole_end_in_time() -> None:
    times = [seconds(step["timeout"]) for step in STEPS.values()]

    assert sum(times) <= seconds(BUILD["timeout"]) <= 24 * 3600


def test_steps_are_targets_of_make_and_no_shell() -> None:
    made = [step for step in STEPS.values() if step["name"] == "toolchain"]

    assert {step["entrypoint"] for step in made} == {"make"}
    assert {step["args"][0] for step in made} <= TARGETS
    assert not any("script" in step or step.get("entrypoint") in {"bash", "sh"} for step in STEPS.values())


def test_it_reads_no_secret_and_runs_under_the_account_that_gives_no_rights() -> None:
    assert not {"secrets", "availableSecrets"} & BUILD.keys()
    assert not any("secretEnv" in step for step in [*STEPS.values(), BUILD["options"]])
    assert BUILD["serviceAccount"].replace("$PROJECT_ID", PLACE.project).endswith(PLACE.account("deployer"))
    assert "deployer" in read_matrix(ROOT / "infra/iam.toml").accounts


def test_where_ci_is_set_a_missing_tool_fails() -> None:
    assert "CI=1" in BUILD["options"]["env"]


def test_every_image_has_a_version_of_its_own() -> None:
    lines = (ROOT / "infra/build/Dockerfile").read_text().splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]

    assert len(bases) == 2
    assert all(base.rpartition(":")[2][0].isdigit() for base in bases)
