"""What is deployed consists of: `python -m infra.sbom` prints it as CycloneDX 1.6, from the two locks.

The functions' packages are those of requirements.txt, the studio's those that web/package-lock.json needs at
run time.
"""

import base64
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
_PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)((?:.*\\\n)*.*)", re.MULTILINE)
_SHA256 = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_SPDX = re.compile(r"[A-Za-z0-9.()+ -]+")

Component = dict[str, Any]


def document(root: Path = ROOT) -> dict[str, Any]:
    """Return the whole list; the same locks give the same list."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    components = [*_of_python(root / "requirements.txt"), *_of_npm(root / "web/package-lock.json")]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": sorted(components, key=lambda component: str(component["bom-ref"])),
    }


def _of_python(lock: Path) -> Iterator[Component]:
    for name, version, rest in _PINNED.findall(lock.read_text("utf-8")):
        found = _component(f"pkg:pypi/{name}@{version}", name, version, _licence(name))
        # A hash is of one file of a release; which one is installed depends on the machine.
        found["properties"] = [{"name": "dailies:sha256", "value": value} for value in _SHA256.findall(rest)]
        yield found


def _of_npm(lock: Path) -> Iterator[Component]:
    packages: dict[str, Component] = json.loads(lock.read_text("utf-8"))["packages"]
    for path, row in packages.items():
        if not path or row.get("dev") or row.get("devOptional") or row.get("link"):
            continue
        name = path.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{quote(name, safe='/')}@{row['version']}"
        found = _component(purl, name, row["version"], row.get("license"), ref=f"{purl}#{path}")
        algorithm, _, value = row.get("integrity", "").partition("-")
        if algorithm == "sha512":
            found["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(value).hex()}]
        yield found


def _component(
    purl: str, name: str, version: str, licence: str | None, *, ref: str | None = None
) -> Component:
    found: Component = {
        "type": "library",
        "bom-ref": ref or purl,
        "name": name,
        "version": version,
        "purl": purl,
    }
    if licence and _SPDX.fullmatch(licence):
        found["licenses"] = [{"expression": licence}]
    elif licence:
        found["licenses"] = [{"license": {"name": licence}}]
    return found


def _licence(name: str) -> str | None:
    """Return what an installed package says of its licence; of one for another machine nothing is known."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    return next(iter(said.get_all("License-Expression") or ()), None)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(document(), indent=1) + "\n")
