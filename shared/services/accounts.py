"""Opening an account: it begins with what a new customer is given, as its first ledger entry."""

from shared.model.base import Time
from shared.model.ledger import Account, EntryKind, LedgerEntry

SIGNUP_ENTRY = "grant:signup"


def opened(account_id: str, *, signup_credits: int, at: Time) -> tuple[Account, list[LedgerEntry]]:
    """Return a new account and the entries that explain its balance."""
    account = Account(id=account_id)
    if not signup_credits:
        return account, []
    account, entry = account.post(
        EntryKind.GRANT, signup_credits, entry_id=SIGNUP_ENTRY, reason="welcome", at=at
    )
    return account, [entry]
