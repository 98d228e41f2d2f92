"""Take away what was made, the last thing first."""

from collections.abc import Sequence

from infra.deployment.record import Record
from infra.deployment.run import TIMEOUT_S, StepFailed, answered, gone, run
from infra.deployment.step import Step, Words, asked, shown


def destroy(steps: Sequence[Step], *, record: Record, with_data: bool) -> int:
    """Undo every step in reverse order, what holds data only if asked to; return how many things went.

    The record is forgotten first: whatever happens, the next apply looks at every step again.

    Raises:
        StepFailed: something could not be taken away; run it again.
    """
    record.forget_all()
    went = 0
    for step in reversed(steps):
        if step.holds_data and not with_data:
            continue
        done = [undo(words, f"{step.group}: {step.reason}", "destroy") for words in step.undo]
        went += any(done)
    return went


def kept(steps: Sequence[Step]) -> list[str]:
    """Return what stays because it holds data."""
    return [step.slot for step in steps if step.holds_data]


def undo(words: Words, what: str, verb: str) -> bool:
    """Take something away; say whether it was there.

    Raises:
        StepFailed: it did not work; `verb` is to be run again.
    """
    command = answered(words)
    if any(asked(word) for word in command):
        return False  # nothing answers to that title any more
    done = run(command, TIMEOUT_S)
    if done.returncode and not gone(done):
        raise StepFailed(
            f"{what}\n{shown(words)}\n{done.stderr.strip()}\nMend what it says and run {verb} again."
        )
    return done.returncode == 0
