"""Every gcloud command we print or write down is parsed by the real CLI, offline."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.deployment.place import Place
from infra.deployment.plan import plan
from infra.deployment.step import asked
from tests.needs import needs

ROOT = Path(__file__).resolve().parents[2]
PLACE = Place("prod", "my-project", "123456789012")
WRITTEN = ("README.md", "Makefile", "cloudbuild.yaml", "infra/**/*.md", "infra/**/*.sh")
BLOCKS = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINES = re.compile(r"gcloud [a-z][^`#\n|&;]*")
TICKED = re.compile(r"`(gcloud [a-z][^`\n]* --[^`\n]*)`")
LINT = ("gcloud", "meta", "lint-gcloud-commands")


def planned() -> set[str]:
    """Return every command of the plan; a word that another command answers stands as its answer would."""
    commands: set[str] = set()
    for step in plan(PLACE):
        for words in (w for w in step.commands if w[0] == "gcloud"):
            asking = [ask for word in words if (ask := asked(word))]
            commands |= {shlex.join(ask) for ask in asking}
            commands.add(shlex.join(["a-subscription" if asked(word) else word for word in words]))
    return commands


def written() -> set[str]:
    """Return the commands in blocks of code, and those in back-ticks that have options."""
    found: set[str] = set()
    for pattern in WRITTEN:
        for file in ROOT.glob(pattern):
            text = file.read_text("utf-8").replace("\\\n", " ")
            code = "\n".join(BLOCKS.findall(text)) if file.suffix == ".md" else text
            matches = LINES.findall(code) + TICKED.findall(text)
            found |= {" ".join(match.split()) for match in matches}
    return found


def lint(commands: set[str], folder: Path) -> dict[str, str | None]:
    """Return what the CLI holds against each command."""
    file = folder / "commands.json"
    file.write_text(json.dumps([{"command_string": command} for command in sorted(commands)]))
    done = subprocess.run(
        [*LINT, f"--commands-file={file}"], check=True, capture_output=True, text=True, timeout=100
    )
    answers = json.loads(done.stdout)
    assert len(answers) == len(commands)
    return {a["command_string"]: None if a["success"] else str(a["error_message"]) for a in answers}


def test_every_command_parses(tmp_path: Path) -> None:
    needs(shutil.which("gcloud"), "the Google Cloud SDK is needed: https://cloud.google.com/sdk")

    answers = lint(planned() | written(), tmp_path)

    assert {command: said for command, said in answers.items() if said} == {}


@pytest.mark.parametrize("wrong", ["gcloud run deploy x --imagine=y", "gcloud tasks queues invent q"])
def test_a_command_that_does_not_parse_is_found(wrong: str, tmp_path: Path) -> None:
    needs(shutil.which("gcloud"), "the Google Cloud SDK is needed: https://cloud.google.com/sdk")

    assert all(lint({wrong}, tmp_path).values())
