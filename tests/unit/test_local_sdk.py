import os
from pathlib import Path

import pytest

from infra.local.sdk import FIRESTORE_JAR, PUBSUB_JAR, find_jar, find_sdk
from infra.local.toolchain import ToolsMissing, find_toolchain


def a_program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def an_sdk(root: Path, *, firestore: bool = True, pubsub: bool = True) -> Path:
    (root / "platform").mkdir(parents=True)
    wanted = [
        *([FIRESTORE_JAR] if firestore else []),
        *([PUBSUB_JAR.replace("*", "0.8.20")] if pubsub else []),
    ]
    for jar in wanted:
        (root / jar).parent.mkdir(parents=True)
        (root / jar).touch()
    return root


def a_machine(
    folder: Path, *, java: str = 'openjdk version "17.0.1"', node: str = "v20.1.0", **sdk: bool
) -> dict[str, str]:
    a_program(folder / "bin" / "java", f"echo '{java}' >&2")
    a_program(folder / "bin" / "node", f"echo '{node}'")
    auth = folder / "node_modules" / "firebase-tools" / "lib" / "emulator" / "auth"
    auth.mkdir(parents=True)
    (auth / "server.js").touch()
    root = an_sdk(folder / "sdk", **sdk)
    return {"PATH": str(folder / "bin"), "CLOUDSDK_ROOT": str(root)}


def test_the_root_that_is_named_comes_first(tmp_path: Path) -> None:
    named, common = an_sdk(tmp_path / "named"), an_sdk(tmp_path / "common")

    found = find_sdk({"CLOUDSDK_ROOT": str(named)}, common_roots=[str(common)])

    assert found == named


def test_a_link_to_gcloud_leads_to_the_root(tmp_path: Path) -> None:
    root = an_sdk(tmp_path / "sdk")
    gcloud = a_program(root / "bin" / "gcloud", "exit 1")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gcloud").symlink_to(gcloud)

    assert find_sdk({"PATH": str(tmp_path / "bin")}, common_roots=[]) == root


def test_gcloud_is_asked_when_it_lies_elsewhere(tmp_path: Path) -> None:
    root = an_sdk(tmp_path / "sdk")
    a_program(tmp_path / "bin" / "gcloud", f"echo {root}")

    assert find_sdk({"PATH": str(tmp_path / "bin")}, common_roots=[]) == root


@pytest.mark.parametrize("script", ["exit 1", "true", "echo /nowhere"])
def test_a_gcloud_that_does_not_know_is_no_sdk(tmp_path: Path, script: str) -> None:
    a_program(tmp_path / "bin" / "gcloud", script)

    assert find_sdk({"PATH": str(tmp_path / "bin")}, common_roots=[]) is None


def test_the_newest_jar_is_taken(tmp_path: Path) -> None:
    root = an_sdk(tmp_path / "sdk")
    old = root / PUBSUB_JAR.replace("*", "0.8.20")
    new = root / PUBSUB_JAR.replace("*", "0.8.9")
    new.touch()
    os.utime(old, (1, 1))

    assert find_jar(root, PUBSUB_JAR) == new


def test_a_machine_that_has_everything_will_do(tmp_path: Path) -> None:
    tools = find_toolchain(tmp_path, a_machine(tmp_path))

    assert tools.java == tmp_path / "bin" / "java"
    assert tools.firestore_jar.name == "cloud-firestore-emulator.jar"


def test_everything_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    environment = a_machine(tmp_path, firestore=False, pubsub=False, node="v18.20.1", java="nothing")

    with pytest.raises(ToolsMissing) as missing:
        find_toolchain(tmp_path / "elsewhere", environment)

    for words in (
        "gcloud components install cloud-firestore-emulator",
        "google-cloud-cli-firestore-emulator",
        "gcloud components install pubsub-emulator",
        "google-cloud-cli-pubsub-emulator",
        "default-jre-headless",
        "Node.js 20",
        "make setup",
    ):
        assert words in str(missing.value)


def test_the_java_of_java_home_comes_first(tmp_path: Path) -> None:
    environment = a_machine(tmp_path, java="broken")
    home = a_program(tmp_path / "home" / "bin" / "java", "echo 'java 21.0.1' >&2").parent.parent

    tools = find_toolchain(tmp_path, environment | {"JAVA_HOME": str(home)})

    assert tools.java == home / "bin" / "java"
