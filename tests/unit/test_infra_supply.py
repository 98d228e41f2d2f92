"""What is deployed is listed whole; an audit that could not ask is not one that has found nothing."""

import json
import re
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema_rs
import pytest

from infra import audit
from infra.audit import HOLES, NO_ANSWER, of_npm, of_pip
from infra.deployment.plan import ROOT
from infra.sbom import document

SCHEMAS = files("cyclonedx") / "schema" / "_res"
FINE = {"name": "flask", "version": "3", "vulns": []}
HOLE = {"name": "flask", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
UNASKED = {"name": "flask", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def pip_says(*rows: object) -> str:
    return json.dumps({"dependencies": rows, "fixes": []})


def npm_says(prod: int = 40, **holes: str) -> str:
    rows = {name: {"severity": severity} for name, severity in holes.items()}
    return json.dumps({"vulnerabilities": rows, "metadata": {"dependencies": {"prod": prod}}})


def test_the_list_is_what_cyclonedx_takes() -> None:
    names = ("bom-1.6.SNAPSHOT", "spdx.SNAPSHOT", "jsf-0.82.SNAPSHOT")
    schemas = {name: json.loads((SCHEMAS / f"{name}.schema.json").read_text()) for name in names}
    site = "http://cyclonedx.org/schema"
    registry = jsonschema_rs.Registry(
        [(f"{site}/{name}.schema.json", text) for name, text in schemas.items()]
    )
    validator = jsonschema_rs.validator_for(schemas["bom-1.6.SNAPSHOT"], registry=registry)

    assert [error.message for error in validator.iter_errors(document())] == []
    assert not validator.is_valid(document() | {"specVersion": 16})
    assert not validator.is_valid(document() | {"imagine": 1})


def test_everything_that_is_deployed_is_in_it_once() -> None:
    listed = [component["purl"] for component in document()["components"]]
    pinned = re.findall(
        r"^([a-z0-9._-]+)(?:\[.*\])?==([^ ;\\]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE
    )

    assert {purl for purl in listed if purl.startswith("pkg:pypi")} == {
        f"pkg:pypi/{n}@{v}" for n, v in pinned
    }
    wanted = json.loads((ROOT / "web/package.json").read_text())["dependencies"]
    for name, version in wanted.items():
        assert f"pkg:npm/{name.replace('@', '%40')}@{version}" in listed
    assert not [purl for purl in listed if "/vite@" in purl or "/typescript@" in purl]
    references = [component["bom-ref"] for component in document()["components"]]
    assert len(references) == len(set(references))


def test_every_package_has_a_hash_and_most_a_licence() -> None:
    components = document()["components"]

    assert all(component.get("hashes") or component.get("properties") for component in components)
    assert sum("licenses" in component for component in components) > 0.5 * len(components)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (pip_says(FINE), 0),
        (pip_says(FINE, HOLE), HOLES),
        (pip_says(UNASKED, HOLE), HOLES),
        (pip_says(UNASKED), NO_ANSWER),
        (pip_says(FINE, UNASKED), NO_ANSWER),
        (pip_says(), NO_ANSWER),
        ("", NO_ANSWER),
        ("[]", NO_ANSWER),
    ],
)
def test_pip_audit_is_believed_only_where_it_has_asked(said: str, code: int) -> None:
    assert of_pip(said).code == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (npm_says(), 0),
        (npm_says(react="high"), HOLES),
        ('{"message": "405 Method Not Allowed"}', NO_ANSWER),
        ("not json", NO_ANSWER),
    ],
)
def test_npm_is_believed_only_where_it_has_asked(said: str, code: int) -> None:
    assert of_npm(said).code == code


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (pip_says(FINE), 0, "no hole is known in its 1 packages"),
        (pip_says(HOLE), 1, "flask 1: PYSEC-1"),
        (pip_says(UNASKED), 3, "NOT AUDITED"),
    ],
)
def test_the_program_says_it_in_words_and_in_its_code(
    said: str, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main({"requirements.txt": (sys.executable, "-c", f"print({said!r})")}) == code
    assert words in capsys.readouterr().out


def test_a_tool_that_is_not_there_is_no_answer(tmp_path: Path) -> None:
    assert audit.main({"requirements.txt": (str(tmp_path / "nothing"),)}) == NO_ANSWER
