"""The nightly proof: every account's entries add up to its balance."""

import hashlib
from dataclasses import dataclass

from shared.log import log
from shared.services.credits import Credits
from shared.store import queries
from shared.store.base import Store

PAGE = 200
PAGES_MAX = 5000


@dataclass
class ReconcileReport:
    """How many accounts were checked, and which do not add up."""

    accounts: int
    drifted: list[str]


class Reconcile:
    """Never mends anything: a drift is a defect, to be understood and corrected by an entry."""

    def __init__(self, store: Store, books: Credits) -> None:
        self._store = store
        self._books = books

    def run(self) -> ReconcileReport:
        """Audit every account."""
        report = ReconcileReport(accounts=0, drifted=[])
        after: queries.After = None
        for _ in range(PAGES_MAX):
            page = self._store.find(queries.accounts(limit=PAGE, after=after))
            for account in page:
                self._check(account.id, report)
            if len(page) < PAGE:
                break
            after = (page[-1].id, page[-1].id)
        log.info("reconcile.ended", count=report.accounts, errors=len(report.drifted))
        return report

    def _check(self, account_id: str, report: ReconcileReport) -> None:
        report.accounts += 1
        if not self._books.audit(account_id).balanced:
            report.drifted.append(account_id)
            log.error("ledger.drift", account_hash=hashlib.sha256(account_id.encode()).hexdigest()[:12])
