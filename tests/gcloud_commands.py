"""Every gcloud command of this repository: what our programs run, and what is written down for people."""

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from infra.deployment.gate import questions
from infra.deployment.place import Place
from infra.deployment.plan import ROOT, plan
from infra.deployment.release import describe, send_back
from infra.deployment.shelf import BucketShelf
from infra.deployment.step import Words, asked
from infra.deployment.watch import Watch
from infra.local.function_table import read_table

TOLD = Watch(alerts_to="operators@example.com", billing_account="012345-6789AB-CDEF01", budget="100USD")
PLACE = Place("prod", "my-project", "123456789012", watch=TOLD)
KINDS = ("md", "sh", "py", "toml", "yaml", "yml", "json", "sql")
WRITTEN = (
    *("*.md", "Makefile", "cloudbuild.yaml", ".github/**/*.y*ml", "shared/**/*.py", "functions/**/*.py"),
    *(f"infra/**/*.{kind}" for kind in KINDS),
)
SHELL = {".sh", ""}
"""What is nothing but commands; other files have them in back-ticks, and in blocks of code."""
STATEMENT_LINES_MAX = 20
_BLOCK = re.compile(r"^ *```[a-z]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_TICKED = re.compile(r"`(gcloud [a-z][^`]*)`")
_ANSWERED = re.compile(r"\$\(([^()]*)\)")
_ENDS = re.compile(r"^[|&;<>()]+$")


def run_by_us() -> set[str]:
    """Return every command that our programs may run; what another one answers stands as its answer."""
    said: list[Words] = [words for step in plan(PLACE) for words in step.commands]
    said += [question.words for question in questions(PLACE, read_table(ROOT / "infra/functions.toml"), ROOT)]
    said += [
        *BucketShelf(PLACE).commands(),
        describe(PLACE, "jobs"),
        send_back(PLACE, "jobs", "jobs-00001-abc=100"),
    ]
    commands = {words for words in said if words[0] == "gcloud"}
    asking = {ask for words in commands for word in words if (ask := asked(word))}
    shown = {tuple("a-subscription" if asked(word) else word for word in words) for words in commands}
    return {joined(words) for words in shown | asking}


def written_down() -> dict[str, set[str]]:
    """Return the commands that are written down, by file."""
    files = {file for pattern in WRITTEN for file in ROOT.glob(pattern) if "node_modules" not in file.parts}
    return {str(file.relative_to(ROOT)): found for file in sorted(files) if (found := set(commands_of(file)))}


def commands_of(file: Path) -> Iterator[str]:
    """Go through the commands of one file."""
    text = file.read_text("utf-8")
    if file.suffix == ".json":
        text = "\n".join(_strings(json.loads(text)))
    if file.suffix in SHELL:
        yield from commands_in(text)
        return
    blocks = _BLOCK.findall(text)
    for block in blocks:
        yield from commands_in(block)
    for block in blocks:
        text = text.replace(block, "")
    for ticked in _TICKED.findall(text):
        yield from commands_in(" ".join(ticked.split()))


def commands_in(shell: str) -> Iterator[str]:
    """Go through the commands of some lines of shell, those in `$(…)` first."""
    for statement in _statements(shell.replace("\\\n", " ")):
        text = statement
        while inner := _ANSWERED.search(text):
            yield from commands_in(inner[1])
            text = text.replace(inner[0], "answer")
        yield from _gclouds(_words(text))


def joined(words: Sequence[str]) -> str:
    """Return a command as people write it: what follows an option's `=` is quoted, not the option."""
    return " ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    option, equals, value = word.partition("=")
    return f"{option}={shlex.quote(value)}" if equals and option.startswith("--") else shlex.quote(word)


def _statements(shell: str) -> Iterator[str]:
    """Go through lines, put together while a quotation is open."""
    held: list[str] = []
    for line in shell.splitlines():
        held.append(line)
        try:
            _words("\n".join(held))
        except ValueError:
            if len(held) < STATEMENT_LINES_MAX:
                continue
            raise
        yield "\n".join(held)
        held = []
    if any("gcloud " in line for line in held):
        raise ValueError(f"a quotation that never ends: {held[0]}")


def _words(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True, punctuation_chars="|&;<>()")
    lexer.whitespace_split = True
    return list(lexer)


def _gclouds(words: list[str]) -> Iterator[str]:
    found: list[str] | None = None
    for word in [*words, ";"]:
        if _ENDS.match(word):
            if found:
                yield joined(found)
            found = None
        elif found is not None:
            found.append(word)
        elif word.lstrip("@-") == "gcloud":
            found = ["gcloud"]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)
