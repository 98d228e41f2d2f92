"""Take the steps that have not been taken; stop at the first that fails."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.deployment.step import Step, Words, asked, shown

LOOK_TIMEOUT_S = 60
TIMEOUT_S = 1800
"""A build takes minutes."""


class StepFailed(Exception):
    """A command failed; what was done before it is recorded, and `apply` goes on from there."""


def undone(steps: Sequence[Step], state: Path | None) -> list[Step]:
    """Return the steps which the recorded state does not hold in this very form."""
    taken = _read(state)
    return [step for step in steps if step.digest not in taken]


def apply(steps: Sequence[Step], *, state: Path, files: Mapping[Path, str]) -> int:
    """Take what is undone, recording each step; return how many were taken.

    Raises:
        StepFailed: one did not work.
    """
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    left = undone(steps, state)
    for step in left:
        _take(step)
        _record(state, step)
    return len(left)


def _take(step: Step) -> None:
    if step.exists is not None and _is_there(step.exists, step):
        if step.update is not None:
            _must(step.update, step)
        return
    _must(step.create, step)


def _is_there(exists: Words, step: Step) -> bool:
    return _run(tuple(_answered(word, step) for word in exists), LOOK_TIMEOUT_S).returncode == 0


def _must(words: Words, step: Step) -> None:
    done = _run(tuple(_answered(word, step) for word in words), TIMEOUT_S)
    if done.returncode:
        raise StepFailed(
            f"{step.group}: {step.reason}\n{shown(words)}\n{done.stderr.strip()}\n"
            "Mend what it says and run apply again: it goes on from here."
        )


def _answered(word: str, step: Step) -> str:
    ask = asked(word)
    if ask is None:
        return word
    project = next(option for option in step.create if option.startswith("--project="))
    return _run((*ask, project), LOOK_TIMEOUT_S).stdout.strip() or word


def _run(words: Words, timeout_s: float) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(words, check=False, capture_output=True, text=True, timeout=timeout_s)
    except subprocess.TimeoutExpired as error:
        raise StepFailed(f"{shown(words)}\ndid not end within {timeout_s} s; run apply again.") from error


def _read(state: Path | None) -> dict[str, str]:
    if state is None or not state.exists():
        return {}
    taken: dict[str, str] = json.loads(state.read_text("utf-8"))
    return taken


def _record(state: Path, step: Step) -> None:
    taken = _read(state) | {step.digest: f"{step.group}: {step.reason}"}
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_text(json.dumps(taken, indent=1), encoding="utf-8")
