"""What is deployed is a part of what is tested, version for version."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"^([a-z0-9._-]+(?:\[[a-z,]+\])?)==([^ ;\\]+)", re.MULTILINE)


def pins(name: str) -> dict[str, set[str]]:
    """Return the versions that a file pins, by package; some differ by Python version."""
    found: dict[str, set[str]] = {}
    for package, version in PINNED.findall((ROOT / name).read_text()):
        found.setdefault(package, set()).add(version)
    return found


def test_the_deployed_versions_are_the_tested_ones() -> None:
    deployed, tested = pins("requirements.txt"), pins("requirements.lock")

    assert deployed.keys() <= tested.keys()
    assert {name: versions for name, versions in deployed.items() if versions != tested[name]} == {}


def test_every_dependency_is_deployed_and_nothing_is_without_a_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[><=\[]", one)[0] for one in project["dependencies"]}

    assert wanted <= pins("requirements.txt").keys()
    for name in ("requirements.txt", "requirements.lock"):
        blocks = re.split(r"\n(?=[a-z])", (ROOT / name).read_text().strip())
        assert all("--hash=sha256:" in block for block in blocks)


def test_no_address_of_a_registry_is_written_down() -> None:
    for name in ("requirements.txt", "requirements.lock"):
        assert "://" not in (ROOT / name).read_text()


def test_what_is_uploaded_is_what_main_needs() -> None:
    kept = {line[1:].strip("/*") for line in (ROOT / ".gcloudignore").read_text().split() if line[0] == "!"}
    main = (ROOT / "main.py").read_text()

    assert kept == {"main.py", "requirements.txt", "functions", "shared"}
    assert {line.split()[1].split(".")[0] for line in main.splitlines() if line.startswith("from ")} <= kept
