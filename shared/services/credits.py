"""A person's credits: the balance, the ledger, and the proof that the two agree."""

from dataclasses import dataclass

from shared.clock import Now
from shared.errors import IdempotencyKeyReused, Unavailable
from shared.log import hashed, log
from shared.model.base import Time
from shared.model.ledger import Account, EntryKind, LedgerEntry
from shared.services import accounts
from shared.store import documents, queries
from shared.store.base import Store, Tx

AUDIT_TRIES_MAX = 5


@dataclass(frozen=True)
class Audit:
    """The number of entries, what the account says, and whether the entries add up to it."""

    entries: int
    available: int
    held: int
    balanced: bool
    frozen: bool


class Credits:
    """Reads and grants. What jobs cost moves with the jobs, not here."""

    def __init__(self, store: Store, *, now: Now, signup_credits: int) -> None:
        self._store = store
        self._now = now
        self._signup_credits = signup_credits

    def account(self, account_id: str) -> Account:
        """Return a person's account; the first look opens it with what a new customer is given."""
        account = self._store.get(documents.account(account_id))
        return account or self._store.transact(lambda tx: self._open(tx, account_id, at=self._now())[0])

    def ledger(
        self, account_id: str, *, limit: int, after: queries.After = None, kind: str | None = None
    ) -> list[LedgerEntry]:
        """Return a person's entries, newest first; perhaps of one kind only."""
        if kind is None:
            return self._store.find(queries.ledger(account_id, limit=limit, after=after))
        return self._store.find(queries.entries(account_id, kind=kind, limit=limit, after=after))

    def grant(self, account_id: str, *, amount: int, key: str, reason: str, actor: str) -> LedgerEntry:
        """Give credits, once per `key`; the same grant again returns the same entry.

        Raises:
            IdempotencyKeyReused: the key granted another amount.
        """
        at = self._now()
        place = documents.entry(account_id, f"grant:{key}")

        def body(tx: Tx) -> LedgerEntry:
            seen = tx.get(place)
            if seen is not None:
                if seen.amount != amount:
                    raise IdempotencyKeyReused(
                        f"The key {key} granted {seen.amount} credits before. Use a new key."
                    )
                return seen
            account = tx.get(documents.account(account_id))
            entries: list[LedgerEntry] = []
            if account is None:
                account, entries = self._opened(account_id, at=at)
            after, entry = account.post(
                EntryKind.GRANT, amount, entry_id=f"grant:{key}", reason=f"{reason} ({actor})", at=at
            )
            tx.put(documents.account(account_id), after)
            for one in (*entries, entry):
                tx.create(documents.entry(account_id, one.id), one)
            return entry

        granted = self._store.transact(body)
        if granted.at == at:
            told = {"account_hash": hashed(account_id), "actor_hash": hashed(actor)}
            log.info("credits.granted", amount=amount, **told)
        return granted

    def audit(self, account_id: str) -> Audit:
        """Add up every entry in the database and compare; `ver` counts entries, so a race is noticed.

        Raises:
            Unavailable: something was posted during every try, so nothing can be said.
        """
        account = self.account(account_id)
        for _ in range(AUDIT_TRIES_MAX):
            before = account
            totals = self._store.totals(queries.ledger(account_id, limit=1), "available_delta", "held_delta")
            account = self.account(account_id)
            if account.ver in (before.ver, totals[0]):  # nothing was posted between two of the reads
                balanced = totals == (account.ver, account.available, account.held)
                return Audit(
                    entries=totals[0],
                    available=account.available,
                    held=account.held,
                    balanced=balanced,
                    frozen=account.frozen_at is not None,
                )
        raise Unavailable("The account is busy. Send the same request again.", retry_after_s=1)

    def freeze(self, account_id: str, *, frozen: bool) -> None:
        """Let nothing more be held from an account, or let it again; what is held already goes on."""
        at = self._now()
        place = documents.account(account_id)

        def body(tx: Tx) -> None:
            account = tx.get(place)
            if account is not None and frozen != (account.frozen_at is not None):
                tx.put(place, account.model_copy(update={"frozen_at": at if frozen else None}))

        self._store.transact(body)
        if frozen:
            log.error("account.frozen", account_hash=hashed(account_id))
        else:
            log.warning("account.unfrozen", account_hash=hashed(account_id))

    def _opened(self, account_id: str, *, at: Time) -> tuple[Account, list[LedgerEntry]]:
        return accounts.opened(account_id, signup_credits=self._signup_credits, at=at)

    def _open(self, tx: Tx, account_id: str, *, at: Time) -> tuple[Account, list[LedgerEntry]]:
        place = documents.account(account_id)
        seen = tx.get(place)
        if seen is not None:
            return seen, []
        account, entries = self._opened(account_id, at=at)
        tx.put(place, account)
        for entry in entries:
            tx.create(documents.entry(account_id, entry.id), entry)
        return account, entries
