"""What `infra/deploy.py` can be told to do."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from infra.deployment import ground
from infra.deployment.apply import apply, take, undone
from infra.deployment.destroy import destroy, kept
from infra.deployment.environments import read_watch
from infra.deployment.gate import questions
from infra.deployment.monitoring import by_hand
from infra.deployment.place import Place
from infra.deployment.plan import ROOT, files, plan, script
from infra.deployment.prune import leftovers, prune, take_back, told
from infra.deployment.record import Record
from infra.deployment.rollback import remember, roll_back
from infra.deployment.run import StepFailed
from infra.deployment.shelf import BucketShelf, FileShelf, Shelf
from infra.deployment.watch import Watch
from infra.local.function_table import read_table

TABLE = ROOT / "infra/functions.toml"
ENVIRONMENTS = ROOT / "infra/environments.toml"


def show(place: Place, options: Namespace) -> int:
    """Print the commands, or those that are left."""
    if options.state or options.left:
        record = _record(place, options).read()
        steps = plan(_watched(place, record.watch))
        lines = [script(undone(steps, record.taken)), *told(record, leftovers(record, steps))]
    else:
        place = _watched(place, Watch())
        lines = [script(plan(place)), *by_hand(place.watch)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def bring_up(place: Place, options: Namespace) -> int:
    """Take every step that is left; what fails after people met it is sent back.

    Raises:
        StepFailed: a step did not work.
    """
    if not (ROOT / "web/dist/index.html").exists():
        raise StepFailed("The studio is not built: run `make studio` first.")
    table = read_table(TABLE)
    if options.state is None:
        # Brought up to date by its own step: what releases may read and write in it, and not change it.
        take(replace(ground.deployment(place).within(place.project), update=None))
    with _holding(place, options) as record:
        place = _watched(place, record.watch)
        record.note(place.watch)
        steps = plan(place)
        record.learn(steps)
        try:
            taken = apply(
                steps, record=record, files=files(place), moving=lambda: remember(place, table, record)
            )
        except StepFailed:
            if record.moving:
                sys.stderr.write(_sent_back(roll_back(place, record, steps)))
            raise
    lines = [f"{taken} steps taken, {len(steps) - taken} were taken before"]
    sys.stdout.write("\n".join([*lines, *told(record, leftovers(record, steps))]) + "\n")
    return 0


def take_leftovers(place: Place, options: Namespace) -> int:
    """Name what is no longer wanted; take it away, if the environment's name was typed."""
    with _holding(place, options) as record:
        steps = plan(_watched(place, record.watch))
        went = prune(steps, record=record, with_data=options.with_data) if options.yes else 0
        left = told(record, leftovers(record, steps))
    sys.stdout.write("\n".join([f"{went} things went", *left]) + "\n")
    return 0


def send_back(place: Place, options: Namespace) -> int:
    """Send people back to what served before the last release."""
    with _holding(place, options) as record:
        sys.stdout.write(_sent_back(roll_back(place, record, plan(place))))
    return 0


def take_away(place: Place, options: Namespace) -> int:
    """Take everything away, or everything but the data."""
    with _holding(place, options, to_the_end=options.with_data) as record:
        steps = plan(_watched(place, record.watch))
        went = take_back(record, leftovers(record, steps), verb="destroy", with_data=options.with_data)
        left = told(record, leftovers(record, steps))
        went += destroy(steps, record=record, with_data=options.with_data)
    stays = [] if options.with_data else [f"kept: {name}" for name in kept(steps)]
    sys.stdout.write("\n".join([f"{went} things went", *stays, *left]) + "\n")
    return 0


def check(place: Place, _options: Namespace) -> int:
    """Ask the project whether it is as it should be."""
    answers = [answer for one in questions(place, read_table(TABLE), ROOT) for answer in one.answers()]
    sys.stdout.write("".join(f"{'ok' if not wrong else 'NO'}  {what}{wrong}\n" for what, wrong in answers))
    return any(wrong for _what, wrong in answers)


VERBS: dict[str, Callable[[Place, Namespace], int]] = {
    "plan": show,
    "apply": bring_up,
    "gate": check,
    "rollback": send_back,
    "prune": take_leftovers,
    "destroy": take_away,
}


def _watched(place: Place, remembered: Watch) -> Place:
    """Return the place with what is said about it: now, in the file, or by an owner before.

    Raises:
        StepFailed: a budget is said by half.
    """
    watch = place.watch.over(read_watch(ENVIRONMENTS, place.env)).over(remembered)
    if watch.half:
        raise StepFailed("A budget is an amount and the billing account it is of: say both.")
    return replace(place, watch=watch)


def _record(place: Place, options: Namespace) -> Record:
    shelf: Shelf = FileShelf(options.state) if options.state else BucketShelf(place)
    return Record(shelf, place.env)


@contextmanager
def _holding(place: Place, options: Namespace, *, to_the_end: bool = False) -> Iterator[Record]:
    """Be the only one at it; `to_the_end` of the record itself, there is nothing to write down at last."""
    record = _record(place, options).claim(take_over=options.take_over)
    try:
        yield record
    except BaseException:
        with suppress(StepFailed):  # what went wrong first is what is told
            record.release()
        raise
    if not to_the_end:
        record.release()


def _sent_back(what: list[str]) -> str:
    return f"Back to what served before: {', '.join(what)}\n"
