"""Run commands, with a limit, from the root of this repository."""

import re
import subprocess
from pathlib import Path

from infra.deployment.step import CHANNEL, Step, Words, asked, shown

ROOT = Path(__file__).resolve().parents[2]
LOOK_TIMEOUT_S = 60
TIMEOUT_S = 1800
"""A build takes minutes."""
_GONE = re.compile(r"not[ _]found|(cannot|could not) be found|does not exist", re.IGNORECASE)


class StepFailed(Exception):
    """A command failed; what was done before it is recorded, and the same verb goes on from there."""


def run(words: Words, timeout_s: float = LOOK_TIMEOUT_S) -> subprocess.CompletedProcess[str]:
    """Run a command and return how it ended.

    Raises:
        StepFailed: it did not end in time, or there is no such program.
    """
    try:
        return subprocess.run(words, check=False, capture_output=True, text=True, timeout=timeout_s, cwd=ROOT)
    except subprocess.TimeoutExpired as error:
        raise StepFailed(f"{shown(words)}\ndid not end within {timeout_s:g} s; run it again.") from error
    except OSError as error:
        raise StepFailed(
            f"{words[0]} cannot be started ({error.strerror}): install it (`make setup`)."
        ) from error


def must(words: Words, step: Step, advice: str) -> None:
    """Run a command of a step, with what it asks for first.

    Raises:
        StepFailed: it did not work; the words say what it was for, what it said, and what to do.
    """
    meant = answered(words)
    untold = next((word.removeprefix(CHANNEL) for word in meant if word.startswith(CHANNEL)), None)
    if untold is not None:
        missing = (
            f"there is no channel “{untold}”: say ALERTS_TO=… once, or make it (infra/monitoring/README.md)."
        )
        raise StepFailed(f"{step.group}: {step.reason}\n{missing}\n{advice}")
    done = run(meant, TIMEOUT_S)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise StepFailed(f"{step.group}: {step.reason}\n{shown(words)}\n{said}\n{advice}")


def gone(done: subprocess.CompletedProcess[str]) -> bool:
    """Say whether a command failed because what it is about is not there."""
    return bool(done.returncode) and bool(_GONE.search(done.stderr))


def answered(words: Words) -> Words:
    """Return a command with the answers in place of the words that stand for them; without one, a word stays.

    Raises:
        StepFailed: it could not be asked. Taken as "not there", it would be made a second time.
    """
    project = next((word for word in words if word.startswith("--project=")), "")
    return tuple(
        (_answer((*ask, project, "--quiet")) or word) if (ask := asked(word)) else word for word in words
    )


def _answer(words: Words) -> str:
    done = run(words)
    if done.returncode and not gone(done):
        raise StepFailed(f"{shown(words)}\n{done.stderr.strip()}")
    return done.stdout.strip()
