"""What was made once and is no longer wanted: named by every apply, taken away when somebody says so."""

from collections.abc import Sequence

from infra.deployment.apply import undone
from infra.deployment.destroy import undo
from infra.deployment.record import Record
from infra.deployment.run import StepFailed
from infra.deployment.step import Step, about, shown


def leftovers(record: Record, steps: Sequence[Step]) -> list[str]:
    """Return the slots that no step is for any more, the last one first.

    What a step of now would take away as well is in use under another word, and no leftover.
    """
    wanted = {step.slot for step in steps}
    used = {about(words) for step in steps for words in step.undo}
    return [
        slot
        for slot in reversed(record.taken)
        if slot not in wanted
        and (way := record.ways.get(slot))
        and not used & {about(words) for words in way.undo}
    ]


def told(record: Record, slots: Sequence[str]) -> list[str]:
    """Return what takes each of them away, as comments; data is not taken away unasked."""
    goes, stays = _parted(record, slots)
    return [
        *_said(record, goes, "`prune` takes it away, and with it the way back to the release before"),
        *_said(record, stays, "it holds data, or its name: by hand, or `prune --with-data`"),
    ]


def prune(steps: Sequence[Step], *, record: Record, with_data: bool = False) -> int:
    """Take away what is no longer wanted, data only if asked to; return how many things went.

    Raises:
        StepFailed: these are not the steps that were taken, or something could not be taken away.
    """
    if record.moving or undone(steps, record.taken):
        raise StepFailed("What is deployed is not what is here: run apply first, then prune.")
    left = leftovers(record, steps)
    goes, stays = _parted(record, left)
    if goes or (stays and with_data):
        # What has no way back goes with what it is about: should that return, it has to be done again.
        wanted = {step.slot for step in steps}
        record.drop(*(slot for slot in record.taken if slot not in wanted and slot not in left))
    return take_back(record, left, verb="prune", with_data=with_data)


def take_back(record: Record, slots: Sequence[str], *, verb: str, with_data: bool) -> int:
    """Undo what is recorded, each remembered as gone; return how many things went."""
    goes, _stays = _parted(record, slots)
    went = 0
    for slot in slots if with_data else goes:
        done = [undo(words, f"{slot}: no longer wanted", verb) for words in record.ways[slot].undo]
        went += any(done)
        record.drop(slot)
    return went


def _parted(record: Record, slots: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what may go, and what holds data."""
    stays = [slot for slot in slots if record.ways[slot].holds_data]
    return [slot for slot in slots if slot not in stays], stays


def _said(record: Record, slots: Sequence[str], what: str) -> list[str]:
    lines = [f"# {shown(words)}" for slot in slots for words in record.ways[slot].undo]
    return ["", f"## no longer wanted: {what}", *lines] if lines else []
