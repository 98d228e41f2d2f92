"""Ask whether a hole is known in what is deployed: `python -m infra.audit`; 1 for a hole, 3 for no answer.

An audit that could ask about nothing must not read like one that has found nothing: pip-audit itself ends
with 0 then.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT_S = 180
HOLES, NO_ANSWER = 1, 3
COMMANDS: Mapping[str, Sequence[str]] = {
    "requirements.txt": (
        *(
            str(Path(sys.executable).parent / "pip-audit"),
            "--requirement=requirements.txt",
            "--require-hashes",
        ),
        *("--disable-pip", "--timeout=15", "--progress-spinner=off", "--format=json"),
    ),
    "web/package-lock.json": ("npm", "audit", "--prefix=web", "--package-lock-only", "--omit=dev", "--json"),
}


@dataclass(frozen=True)
class Verdict:
    """What an audit has found, and how much of what there is it could ask about."""

    holes: tuple[str, ...]
    asked: int
    unasked: int

    @property
    def code(self) -> int:
        """Return how the program ends."""
        if self.holes:
            return HOLES
        return NO_ANSWER if self.unasked or not self.asked else 0


def of_pip(text: str) -> Verdict:
    """Read what pip-audit says."""
    rows = _read(text).get("dependencies", [])
    asked = [row for row in rows if "vulns" in row]
    holes = [f"{row['name']} {row['version']}: {hole['id']}" for row in asked for hole in row["vulns"]]
    return Verdict(tuple(holes), len(asked), len(rows) - len(asked))


def of_npm(text: str) -> Verdict:
    """Read what npm says."""
    said = _read(text)
    asked = said.get("metadata", {}).get("dependencies", {}).get("prod", 0)
    holes = [f"{name}: {row['severity']}" for name, row in said.get("vulnerabilities", {}).items()]
    return Verdict(tuple(holes), asked, 0)


READERS = {"requirements.txt": of_pip, "web/package-lock.json": of_npm}


def main(commands: Mapping[str, Sequence[str]] = COMMANDS) -> int:
    """Audit all there is; the worst verdict is the answer."""
    codes = []
    for what, command in commands.items():
        verdict = READERS[what](_said(command))
        codes.append(verdict.code)
        sys.stdout.write(f"{_words(what, verdict)}\n")
    return HOLES if HOLES in codes else max(codes)


def _words(what: str, verdict: Verdict) -> str:
    if verdict.holes:
        return f"{what}: holes are known in it:\n  " + "\n  ".join(verdict.holes)
    if verdict.code == NO_ANSWER:
        return (
            f"{what}: NOT AUDITED: nobody could be asked about {verdict.unasked or 'all'} of its packages. "
            "Run `make audit` where the service for known holes can be reached."
        )
    return f"{what}: no hole is known in its {verdict.asked} packages"


def _said(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=TIMEOUT_S, cwd=ROOT
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _read(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


if __name__ == "__main__":
    sys.exit(main())
