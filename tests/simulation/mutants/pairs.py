"""Two guards out at once: what one alone hides because the other stands behind it."""

from tests.simulation.mutants.books import BOOKS
from tests.simulation.mutants.ends import ENDS
from tests.simulation.mutants.fences import FENCES
from tests.simulation.mutants.mutant import Mutant
from tests.simulation.mutants.offers import OFFERS

SINGLES = {mutant.name: mutant for mutant in (*BOOKS, *FENCES, *OFFERS, *ENDS)}

PAIRS = (
    ("job-unchecked", "finals-apart"),
    ("job-unchecked", "random-final-id"),
    ("job-unchecked", "fence-open"),
    ("job-unchecked", "entries-overwritten"),
    ("account-unchecked", "entries-overwritten"),
    ("random-hold-id", "create-unrecognised"),
    ("create-unrecognised", "entries-overwritten"),
    ("finals-apart", "sweep-ends-ended"),
    ("finals-apart", "fence-open"),
    ("random-final-id", "settle-unrecognised"),
    ("fence-settled", "end-keeps-epoch"),
    ("fence-settled", "fence-epoch"),
    ("claim-settled", "end-keeps-epoch"),
    ("claim-leased", "claimed-same-attempt"),
    ("claim-any-epoch", "claim-leased"),
    ("claim-unrecognised", "claim-leased"),
    ("driven-same-attempt", "fence-epoch"),
    ("driven-same-epoch", "driven-same-attempt"),
    ("fence-attempt", "fence-epoch"),
    ("tools-unfenced", "claim-leased"),
    ("wake-leased", "fence-epoch"),
    ("wake-leased", "fence-attempt"),
    ("one-look", "unseen-is-uncreated"),
    ("any-list-sees-all", "unseen-is-uncreated"),
    ("no-sweep", "deadline-forgiven"),
    ("grant-unrecognised", "entries-overwritten"),
    ("ids-overwritten", "foreign-attached"),
    ("tidy-too-soon", "takeover-unnoticed"),
)


def chosen(name: str) -> tuple[Mutant, ...]:
    """Return the mutant of a name, or both of `one+other`."""
    return tuple(SINGLES[part] for part in name.split("+"))


ALL = (*SINGLES, *("+".join(pair) for pair in PAIRS))
