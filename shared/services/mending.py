"""An account that does not say what its entries add up to is set to it: by an operator, never by itself."""

from dataclasses import dataclass

from shared.clock import Now
from shared.errors import InvariantBroken, NotFound, Unavailable
from shared.log import hashed, log
from shared.model.ledger import Account, EntryKind
from shared.store import documents, queries
from shared.store.base import Store, Tx


@dataclass(frozen=True)
class Mended:
    """What the account said, what its entries add up to, and whether it was set to that."""

    before: Account
    after: Account
    written: bool


class Mending:
    """The ledger is the truth, the account its sum. What was promised beyond it is granted, with a reason."""

    def __init__(self, store: Store, *, now: Now) -> None:
        self._store = store
        self._now = now

    def mend(self, account_id: str, *, reason: str, actor: str, write: bool) -> Mended:
        """Set an account to its entries and let it order again; without `write` only say what would be.

        An entry of no credits says who did it and why.

        Raises:
            NotFound: there is no such account.
            Unavailable: something was posted meanwhile; nothing was written.
            InvariantBroken: the entries add up to less than nothing.
        """
        place = documents.account(account_id)
        before = self._store.get(place)
        if before is None:
            raise NotFound("There is no such account.")
        after = self._summed(before)
        if not write or _says_the_same(before, after):
            return Mended(before, after, written=False)
        at = self._now()
        posted, entry = after.post(
            EntryKind.GRANT, 0, entry_id=f"mend:{after.ver}", reason=f"{reason} ({actor})", at=at
        )

        def body(tx: Tx) -> None:
            account, seen = tx.get_both(place, documents.entry(account_id, entry.id))
            if seen is not None and seen.at == at:
                return  # our own commit, whose reply was lost
            if account != before:
                raise Unavailable("The account has changed meanwhile. Send the same request again.")
            tx.put(place, posted)
            tx.create(documents.entry(account_id, entry.id), entry)

        self._store.transact(body)
        told = {"account_hash": hashed(account_id), "actor_hash": hashed(actor)}
        log.warning("account.mended", amount=after.available - before.available, **told)
        return Mended(before, posted, written=True)

    def _summed(self, account: Account) -> Account:
        """Return the account as its entries say."""
        count, available, held = self._store.totals(
            queries.ledger(account.id, limit=1), "available_delta", "held_delta"
        )
        if available < 0 or held < 0:
            raise InvariantBroken(f"the entries of account {account.id} add up to less than nothing")
        holds, captures, releases = (
            self._store.totals(queries.entries(account.id, kind=kind, limit=1))[0]
            for kind in (EntryKind.HOLD, EntryKind.CAPTURE, EntryKind.RELEASE)
        )
        sums = {"available": available, "held": held, "ver": count}
        under_way = max(0, holds - captures - releases)
        return account.model_copy(update={**sums, "active_jobs": under_way, "frozen_at": None})


def _says_the_same(before: Account, after: Account) -> bool:
    return before.model_copy(update={"frozen_at": None}) == after and before.frozen_at is None
