"""Take the steps that have not been taken; stop at the first that fails."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from infra.deployment.record import Record
from infra.deployment.run import answered, must, run
from infra.deployment.step import Step, Words, asked

MOVES = ("traffic", "hosting")
"""The groups from whose first step on people meet what is new."""
ADVICE = "Mend what it says and run apply again: it goes on from here."


def undone(steps: Sequence[Step], taken: Mapping[str, str]) -> list[Step]:
    """Return the steps that have not been taken, or not in this very form."""
    return [step for step in steps if taken.get(step.slot) != step.digest]


def apply(
    steps: Sequence[Step], *, record: Record, files: Mapping[Path, str], moving: Callable[[], None]
) -> int:
    """Take what is undone, recording each step; return how many were taken.

    `moving` is called once, before people first meet what is new.

    Raises:
        StepFailed: one did not work.
    """
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    left = undone(steps, record.taken)
    for step in left:
        if step.group in MOVES and not record.moving:
            moving()
        take(step)
        record.add(step)
    record.settle()
    return len(left)


def take(step: Step) -> None:
    """Make the thing, or bring it up to date where it is there already.

    Raises:
        StepFailed: it did not work.
    """
    if step.exists is not None and _there(step.exists):
        if step.update is not None:
            must(step.update, step, ADVICE)
        return
    must(step.create, step, ADVICE)


def _there(exists: Words) -> bool:
    """Say whether a thing is there; what Google has named answers to its title, or is not there."""
    if any(asked(word) for word in exists):
        return not any(asked(word) for word in answered(exists))
    return run(exists).returncode == 0
