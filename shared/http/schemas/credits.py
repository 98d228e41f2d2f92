"""Credits: the balance, the ledger, what something costs, and the proof that it all adds up."""

from typing import Literal, Self
from urllib.parse import urlencode, urlsplit, urlunsplit

from pydantic import ConfigDict, JsonValue

from shared.http.paging import PageQuery
from shared.http.schemas.base import Request, Time, View
from shared.http.schemas.jobs import JobType
from shared.model.ledger import Account, EntryKind, LedgerEntry
from shared.services.credits import Audit


class CreditsView(View):
    """What a person can spend, and what is set aside for jobs under way."""

    available: int
    held: int
    active_jobs: int
    buy_url: str | None
    """Where more can be bought for this account; may be a path. None where nothing is for sale."""

    @classmethod
    def of(cls, account: Account, *, shop: str) -> Self:
        """Return the view of an account; `shop` is where credits are for sale, or empty."""
        return cls(
            available=account.available,
            held=account.held,
            active_jobs=account.active_jobs,
            buy_url=_bought_at(shop, account.id) if shop else None,
        )


def _bought_at(shop: str, account_id: str) -> str:
    address = urlsplit(shop)
    asked = urlencode({"account": account_id})
    return urlunsplit(address._replace(query=f"{address.query}&{asked}" if address.query else asked))


Kind = Literal["grant", "hold", "capture", "release", "refund"]


class LedgerQuery(PageQuery):
    """Which part of the ledger; perhaps entries of one kind only."""

    kind: Kind | None = None


class EntryView(View):
    """One line of the ledger."""

    id: str
    n: int
    """Its place in the ledger, from 1 without a gap."""
    kind: EntryKind
    amount: int
    available_delta: int
    held_delta: int
    available_after: int
    job_id: str | None
    reason: str
    at: Time

    @classmethod
    def of(cls, entry: LedgerEntry) -> Self:
        """Return the view of an entry."""
        return cls(**entry.model_dump(exclude={"account_id"}))


class LedgerPage(View):
    """A page of the ledger, newest first."""

    entries: list[EntryView]
    next: str | None


class CheckQuery(Request):
    """What to price: a job type, and the fields of its input as parameters."""

    model_config = ConfigDict(extra="allow", strict=False)

    job_type: JobType

    @property
    def input(self) -> dict[str, JsonValue]:
        """Return the other parameters as the fields of an input: digits are numbers, the rest is text."""
        return {name: _scalar(name, value) for name, value in (self.model_extra or {}).items()}


def _scalar(name: str, value: str) -> str | int | bool:
    if name == "prompt":
        return value
    if value.isascii() and value.isdigit() and len(value) <= 9:
        return int(value)
    return {"true": True, "false": False}.get(value, value)


class CheckView(View):
    """What something costs, and whether there are enough credits for it."""

    price: int
    available: int
    affordable: bool
    short: int

    @classmethod
    def of(cls, *, price: int, available: int) -> Self:
        """Return the comparison of a price with what is available."""
        return cls(
            price=price, available=available, affordable=available >= price, short=max(0, price - available)
        )


class AuditView(View):
    """The proof: the number of entries, what they add up to, and whether the account says the same."""

    entries: int
    available: int
    held: int
    balanced: bool

    @classmethod
    def of(cls, audit: Audit) -> Self:
        """Return the view of an audit."""
        return cls(entries=audit.entries, available=audit.available, held=audit.held, balanced=audit.balanced)
