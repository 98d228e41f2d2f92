"""The account and its ledger: available plus held credits, and one immutable fact per change."""

from enum import StrEnum

from pydantic import Field

from shared.errors import InsufficientCredits, InvariantBroken
from shared.model.base import Credits, Model, Time
from shared.model.rate import Rate


class EntryKind(StrEnum):
    """What an entry did to the account."""

    GRANT = "grant"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"


_DELTAS = {  # kind: (what happens to available, what happens to held), per credit
    EntryKind.GRANT: (1, 0),
    EntryKind.HOLD: (-1, 1),
    EntryKind.CAPTURE: (0, -1),
    EntryKind.RELEASE: (1, -1),
}
_JOBS = {EntryKind.HOLD: 1, EntryKind.CAPTURE: -1, EntryKind.RELEASE: -1}


class LedgerEntry(Model):
    """One fact: never edited, never removed. Its id makes posting it twice impossible."""

    id: str
    n: int = Field(ge=1)
    """The entry's place in the account's ledger, from 1 without a gap."""
    account_id: str
    kind: EntryKind
    amount: Credits
    available_delta: int
    held_delta: int
    available_after: Credits
    job_id: str | None = None
    reason: str
    at: Time


class Account(Model):
    """What a person can spend. `ver` counts the account's entries: every posting moves it by one."""

    id: str
    available: Credits = 0
    held: Credits = 0
    active_jobs: int = Field(default=0, ge=0)
    ver: int = 0
    ordered_until: Time | None = None
    """When the orders so far will be forgiven, at the rate at which this account may order."""
    frozen_at: Time | None = None
    """Since when the entries do not add up to the balance: until they do, nothing more is held."""

    def order_wait_s(self, rate: Rate, *, at: Time) -> float:
        """Return in how many seconds the account may order again; 0 if it may now."""
        return rate.wait_s(self.ordered_until, at=at)

    def ordering(self, rate: Rate, *, at: Time) -> "Account":
        """Return the account with one more order counted."""
        return self.model_copy(update={"ordered_until": rate.taken(self.ordered_until, at=at)})

    def post(
        self,
        kind: EntryKind,
        amount: int,
        *,
        entry_id: str,
        reason: str,
        at: Time,
        job_id: str | None = None,
    ) -> tuple["Account", LedgerEntry]:
        """Return the account after one more entry, and that entry.

        Raises:
            InsufficientCredits: a hold exceeds what is available.
            InvariantBroken: a capture or release exceeds what is held.
        """
        available_delta, held_delta = (sign * amount for sign in _DELTAS[kind])
        if self.available + available_delta < 0:
            raise InsufficientCredits(needed=amount, available=self.available)
        jobs = self.active_jobs + _JOBS.get(kind, 0)
        if self.held + held_delta < 0 or jobs < 0:
            raise InvariantBroken(f"{entry_id} takes back more than account {self.id} has held")
        after = Account(
            id=self.id,
            available=self.available + available_delta,
            held=self.held + held_delta,
            active_jobs=jobs,
            ver=self.ver + 1,
            ordered_until=self.ordered_until,
            frozen_at=self.frozen_at,
        )
        entry = LedgerEntry(
            id=entry_id,
            n=after.ver,
            account_id=self.id,
            kind=kind,
            amount=amount,
            available_delta=available_delta,
            held_delta=held_delta,
            available_after=after.available,
            job_id=job_id,
            reason=reason,
            at=at,
        )
        return after, entry


def hold_id(job_id: str) -> str:
    """Return the id of the entry that sets a job's price aside."""
    return f"{job_id}:hold"


def final_id(job_id: str) -> str:
    """Return the id that a job's capture and its release share, so that only one of them can exist."""
    return f"{job_id}:final"
