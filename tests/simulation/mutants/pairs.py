"""Several guards out at once: what one alone hides because another stands behind it."""

from dataclasses import dataclass

from tests.simulation.mutants.books import BOOKS
from tests.simulation.mutants.ends import ENDS
from tests.simulation.mutants.fences import FENCES
from tests.simulation.mutants.heirs import HEIRS
from tests.simulation.mutants.hints import HINTS
from tests.simulation.mutants.mutant import Mutant
from tests.simulation.mutants.offers import OFFERS
from tests.simulation.mutants.requests import REQUESTS
from tests.simulation.mutants.segments import SEGMENTS
from tests.simulation.mutants.shown import SHOWN

_SINGLES = (*BOOKS, *REQUESTS, *SHOWN, *FENCES, *HINTS, *OFFERS, *ENDS, *HEIRS, *SEGMENTS)
SINGLES = {mutant.name: mutant for mutant in _SINGLES}


@dataclass(frozen=True)
class Pair:
    """Guards that are taken out together.

    Where one of them is noticed alone, `shows` is the invariant whose violation only both together explain.
    """

    guards: tuple[str, ...]
    shows: str = ""
    survives: str = ""
    """Why it may survive: a pair's own reason, whatever is said of its guards alone."""

    @property
    def name(self) -> str:
        return "+".join(self.guards)


_PAIRS = (
    # What makes a final unique, behind everything that keeps a job from ending twice.
    Pair(("job-unchecked", "finals-apart"), shows="I4"),
    Pair(("job-unchecked", "random-final-id"), shows="I4"),
    Pair(("fence-open", "finals-apart"), shows="I4"),
    Pair(("fence-open", "settle-unrecognised", "random-final-id"), shows="I4"),
    Pair(("sweep-ends-ended", "finals-apart"), shows="I4"),
    Pair(("cancel-ended", "random-final-id"), shows="I4"),
    Pair(
        ("settle-unrecognised", "random-final-id"),
        shows="I4",
        survives="the fence stands between: the job is settled and at another epoch (three with fence-open)",
    ),
    # What makes a hold, a job and a grant unique.
    Pair(("random-hold-id", "create-unrecognised"), shows="I3"),
    Pair(("create-unrecognised", "entries-overwritten"), shows="I1"),
    Pair(("grant-unrecognised", "entries-overwritten"), shows="I1"),
    Pair(("account-unchecked", "entries-overwritten"), shows="I12"),
    # What keeps an old attempt or message out.
    Pair(("fence-settled", "end-keeps-epoch")),
    Pair(("claim-settled", "end-keeps-epoch")),
    Pair(("driven-same-attempt", "fence-epoch")),
    Pair(("fence-settled", "fence-epoch")),
    Pair(
        ("driven-same-epoch", "driven-same-attempt"),
        shows="I8",
        survives="the next claim moves the attempt; until then the one that was taken for lost is alone",
    ),
    Pair(("claim-leased", "claimed-same-attempt"), shows="I8"),
    Pair(("wake-leased", "fence-epoch", "fence-attempt"), shows="I8"),
    Pair(
        ("wake-leased", "fence-epoch"),
        shows="I8",
        survives="this moves the attempt, which the fence compares, too (three with fence-attempt)",
    ),
    Pair(("wake-unordered", "wake-other")),
    # What keeps a provider from being paid twice.
    # What keeps a source what it was.
    Pair(("link-unpinned", "whole-uncompared", "joined-uncompared"), shows="F123"),
    # What ends and tidies.
    Pair(("no-sweep", "deadline-forgiven"), shows="I10"),
)
PAIRS = {pair.name: pair for pair in _PAIRS}
ALL = (*SINGLES, *PAIRS)


def chosen(name: str) -> tuple[Mutant, ...]:
    """Return the mutant of a name, or all of `one+other`."""
    return tuple(SINGLES[part] for part in name.split("+"))


def reason(name: str) -> str:
    """Return why a mutant or a pair may survive."""
    return (PAIRS.get(name) or SINGLES[name]).survives if name in ALL else ""


def shown(name: str, broken: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Return the violations that tell something about a mutant or a pair."""
    wanted = PAIRS[name].shows if name in PAIRS else ""
    return [one for one in broken if wanted in ("", one[1])]
