"""The nightly proof: every account's entries add up to its balance."""

from dataclasses import dataclass

from shared.errors import Unavailable
from shared.log import hashed, log
from shared.services.credits import Credits
from shared.store import queries
from shared.store.base import Store

PAGE = 200
PAGES_MAX = 5000


@dataclass
class ReconcileReport:
    """How many accounts were checked, which do not add up, and how many were too busy to tell."""

    accounts: int
    drifted: list[str]
    busy: int = 0


class Reconcile:
    """Never mends anything: a drift is a defect, to be understood and corrected by hand.

    An account that drifts is frozen until a later run finds that it adds up.
    """

    def __init__(self, store: Store, books: Credits) -> None:
        self._store = store
        self._books = books

    def run(self) -> ReconcileReport:
        """Audit every account.

        Raises:
            RuntimeError: there may be more accounts than one run goes through.
        """
        report = ReconcileReport(accounts=0, drifted=[])
        after: queries.After = None
        for _ in range(PAGES_MAX):
            page = self._store.find(queries.accounts(limit=PAGE, after=after))
            for account in page:
                self._check(account.id, report)
            if len(page) < PAGE:
                break
            after = (page[-1].id,)
        else:
            raise RuntimeError(f"there may be more than {PAGES_MAX * PAGE} accounts: divide the proof")
        log.info("reconcile.ended", count=report.accounts, errors=len(report.drifted))
        return report

    def _check(self, account_id: str, report: ReconcileReport) -> None:
        report.accounts += 1
        try:
            audit = self._books.audit(account_id)
            if audit.frozen == audit.balanced:
                self._books.freeze(account_id, frozen=not audit.balanced)
        except Unavailable:
            report.busy += 1
            log.warning("audit.busy", account_hash=hashed(account_id))
            return
        if not audit.balanced:
            report.drifted.append(account_id)
            log.error("ledger.drifted", account_hash=hashed(account_id))
