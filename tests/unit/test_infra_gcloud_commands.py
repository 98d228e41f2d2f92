"""Every gcloud command we run or write down is parsed by the real CLI, offline."""

import json
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from tests.gcloud_commands import commands_in, commands_of, run_by_us, written_down
from tests.needs import needs

LINT = ("gcloud", "meta", "lint-gcloud-commands")
WRONG = {"gcloud run deploy x --imagine=y", "gcloud tasks queues invent q", "gcloud tasks invent"}
INCOMPLETE = ("Must be specified.", "Command name argument expected.", "Command name argument expected")
RUNS = 2
TIMEOUT_S = 300
Answer = dict[str, object]
pytestmark = pytest.mark.timeout(2 * TIMEOUT_S)


@cache
def linted() -> dict[str, Answer]:
    """Return what the CLI says of every command; as many runs as a small machine has processors."""
    commands = sorted(run_by_us() | set().union(*written_down().values()) | WRONG)
    parts = [commands[n::RUNS] for n in range(RUNS)]
    with ThreadPoolExecutor(RUNS) as runs:
        said = list(runs.map(lint, parts))
    return {
        c: answer
        for part, some in zip(parts, said, strict=True)
        for c, answer in zip(part, some, strict=True)
    }


def lint(commands: list[str]) -> list[Answer]:
    asked = json.dumps([{"command_string": command} for command in commands])
    done = subprocess.run(
        [*LINT, "--commands-file=/dev/stdin"],
        input=asked,
        check=True,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
    return list(json.loads(done.stdout))


def refusal(command: str, answer: Answer) -> str:
    """Return what the CLI holds against a command; one that is only named need not say on what it works."""
    said = "" if answer["success"] else str(answer["error_message"])
    named = all(word.isalpha() or word.replace("-", "").isalpha() for word in command.split())
    return "" if named and "--" not in command and said.strip().endswith(INCOMPLETE) else said


@pytest.fixture
def answers() -> dict[str, Answer]:
    needs(shutil.which("gcloud"), "the Google Cloud SDK is needed: https://cloud.google.com/sdk")
    return linted()


def test_every_command_parses_and_what_does_not_would_be_found(answers: dict[str, Answer]) -> None:
    refused = {command: said for command, answer in answers.items() if (said := refusal(command, answer))}

    assert {command: said for command, said in refused.items() if command not in WRONG} == {}
    assert refused.keys() == WRONG


def test_everything_that_takes_labels_says_whose_bill_it_is(answers: dict[str, Answer]) -> None:
    making = {"create", "deploy"}
    wanted = {"app", "service", "env", "component"}
    takes = [c for c in run_by_us() if making & set(c.split()) and takes_labels(answers[c])]

    assert len({" ".join(command.split()[1:3]) for command in takes}) >= 5
    for command in takes:
        labels = next(word for word in command.split() if "labels=" in word)
        assert {pair.split("=")[0] for pair in labels.split("=", 1)[1].split(",")} == wanted, command


def takes_labels(answer: Answer) -> bool:
    return '"name": "labels"' in json.dumps(answer["args_structure"])


def test_commands_are_found_wherever_they_stand() -> None:
    found = written_down()

    assert len(found["infra/deployment/README.md"]) > 12
    assert "gcloud functions call" in found["functions/operators.py"]
    assert "README.md" in found


@pytest.mark.parametrize(
    ("shell", "commands"),
    [
        ("gcloud a b --c=d # gcloud e", ["gcloud a b --c=d"]),
        (
            "x | gcloud a b >/dev/null && gcloud c d || gcloud e f;",
            ["gcloud a b", "gcloud c d", "gcloud e f"],
        ),
        ("gcloud a \\\n  --b='{\"c\":\n 1}'", ["gcloud a --b='{\"c\":\n 1}'"]),
        ('gcloud a "$(gcloud b c)" d', ["gcloud b c", "gcloud a answer d"]),
        ("\t@gcloud a b", ["gcloud a b"]),
        ("echo about gcloudy things", []),
    ],
)
def test_a_line_of_shell_is_read_as_a_shell_reads_it(shell: str, commands: list[str]) -> None:
    assert list(commands_in(shell)) == commands


def test_a_page_has_commands_in_blocks_and_in_back_ticks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "Run `gcloud a b`:\n\n```bash\ngcloud c d\n```\n\nThen gcloud alone is a word, `gcloud` too.\n"
    )
    board = tmp_path / "board.json"
    board.write_text(json.dumps({"text": ['run `gcloud e --f="g"` now']}))

    assert sorted(commands_of(page)) == ["gcloud a b", "gcloud c d"]
    assert list(commands_of(board)) == ["gcloud e --f=g"]
