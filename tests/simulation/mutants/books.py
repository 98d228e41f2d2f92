"""Guards of the books: preconditions, the ids of entries, amounts, and the proof."""

from itertools import count
from typing import Any

from shared.model.job import Job
from shared.model.ledger import Account, EntryKind, LedgerEntry, final_id
from shared.services import jobs as jobs_module
from shared.services import journal
from shared.services.credits import Audit, Credits
from shared.store import documents, queries
from tests.simulation.mutants.mutant import Mutant, Patch
from tests.simulation.mutants.requests import random_ids, unseen
from tests.simulation.store import SimStore, SimTx

_post_final = journal.post_final


def _without(*prefixes: str, depth: int | None = None) -> list[Patch]:
    """Commit without the preconditions of some documents."""

    real = SimTx.relied_on

    def relied_on(self: SimTx) -> dict[str, int | None]:
        def dropped(path: str) -> bool:
            return path.startswith(prefixes) and (depth is None or path.count("/") == depth)

        return {path: version for path, version in real(self).items() if not dropped(path)}

    return [(SimTx, "relied_on", relied_on)]


def _only_written() -> list[Patch]:
    real = SimTx.relied_on

    def relied_on(self: SimTx) -> dict[str, int | None]:
        return {path: version for path, version in real(self).items() if path in self.wanted}

    return [(SimTx, "relied_on", relied_on)]


def _finals_apart() -> list[Patch]:
    def post_final(tx: Any, job: Job, account: Any, kind: EntryKind, *, reason: str, at: Any) -> None:
        own, journal.final_id = journal.final_id, lambda job_id: f"{final_id(job_id)}:{kind}"
        try:
            _post_final(tx, job, account, kind, reason=reason, at=at)
        finally:
            journal.final_id = own

    return [(journal, "post_final", post_final)]


def _half_back() -> list[Patch]:
    def post_final(tx: Any, job: Job, account: Any, kind: EntryKind, **words: Any) -> None:
        less = job.model_copy(update={"price": max(1, job.price // 2)})
        _post_final(tx, less, account, kind, **words)

    return [(journal, "post_final", post_final)]


def _blank_entry(kind: EntryKind) -> list[Patch]:
    real = Account.post

    def post(self: Account, of: EntryKind, amount: int, **words: Any) -> tuple[Account, LedgerEntry]:
        after, entry = real(self, of, amount, **words)
        return (self.model_copy(update={"ver": after.ver}), entry) if of is kind else (after, entry)

    return [(Account, "post", post)]


def _overdraft() -> list[Patch]:
    real = Account.post

    def post(self: Account, kind: EntryKind, amount: int, **words: Any) -> tuple[Account, LedgerEntry]:
        if kind is not EntryKind.HOLD or self.available >= amount:
            return real(self, kind, amount, **words)
        after, entry = real(self.model_copy(update={"available": amount}), kind, amount, **words)
        change = {"available": self.available - amount}
        return after.model_copy(update=change), entry.model_copy(update={"available_after": 0})

    return [(Account, "post", post)]


def _believe_torn_reads() -> list[Patch]:
    return [(SimStore, "_hold", lambda self, tx: True)]


def _free_jobs() -> list[Patch]:
    return [(journal, "post_final", lambda *args, **words: None)]


def _grants_twice() -> list[Patch]:
    numbers, real = count(1), documents.entry

    def entry(account_id: str, entry_id: str) -> Any:
        gift = entry_id == "grant:gift"
        return real(account_id, f"{entry_id}{next(numbers)}" if gift else entry_id)

    return [(documents, "entry", entry)]


def _audit_at_once() -> list[Patch]:
    """Compare without asking whether something was posted between the reads."""

    def audit(self: Credits, account_id: str) -> Audit:
        account = self.account(account_id)
        totals = self._store.totals(queries.ledger(account_id, limit=1), "available_delta", "held_delta")
        balanced = totals == (account.ver, account.available, account.held)
        frozen = account.frozen_at is not None
        return Audit(totals[0], account.available, account.held, balanced=balanced, frozen=frozen)

    return [(Credits, "audit", audit)]


def _any_amount() -> list[Patch]:
    """Take any grant under a known key for the one that was made."""
    real = Credits.grant

    def grant(self: Credits, account_id: str, *, amount: int, key: str, reason: str, actor: str) -> Any:
        seen = self._store.get(documents.entry(account_id, f"grant:{key}"))
        return seen or real(self, account_id, amount=amount, key=key, reason=reason, actor=actor)

    return [(Credits, "grant", grant)]


BOOKS = (
    Mutant(
        "account-unchecked",
        "commit without the account's precondition",
        lambda: _without("accounts/", depth=1),
    ),
    Mutant("job-unchecked", "commit without the job's precondition", lambda: _without("jobs/", depth=1)),
    Mutant(
        "entries-overwritten",
        "write a ledger entry that is there already",
        lambda: _without("accounts/", depth=3),
    ),
    Mutant(
        "ids-overwritten",
        "attach a prediction that has an owner meanwhile",
        lambda: _without("provider_ids/"),
        survives="an id is given to a second job only once its owner is recorded, and the read shows that "
        "(a race for one id: test_services_worker_submits)",
    ),
    Mutant(
        "reads-unchecked",
        "check only what is written, not what was read",
        _only_written,
        survives="what is only read is final here: an upload's picture, the owner of a prediction",
    ),
    Mutant(
        "torn-reads", "believe what a body raises of reads that were never so together", _believe_torn_reads
    ),
    Mutant(
        "random-hold-id",
        "a random id for a hold",
        lambda: random_ids(jobs_module, "hold_id"),
        survives="the job must not exist yet either (pair with create-unrecognised)",
    ),
    Mutant(
        "random-final-id",
        "a random id for a final",
        lambda: random_ids(journal, "final_id"),
        survives="the job's precondition and its end stand before it (pair with job-unchecked)",
    ),
    Mutant(
        "finals-apart",
        "capture and release have different ids",
        _finals_apart,
        survives="the job's precondition and its end stand before it (pair with job-unchecked)",
    ),
    Mutant("grant-unrecognised", "a grant does not see the entry it made", lambda: unseen("grant", Credits)),
    Mutant("any-amount", "a grant's key may be used for another amount", _any_amount),
    Mutant("audit-at-once", "an audit does not notice what is posted meanwhile", _audit_at_once),
    Mutant("grant-per-try", "a grant's entry has another id at each try", _grants_twice),
    Mutant("half-back", "a final of half the hold", _half_back),
    Mutant("no-final", "a job ends without its final", _free_jobs),
    Mutant(
        "capture-unbooked", "a capture does not move the balance", lambda: _blank_entry(EntryKind.CAPTURE)
    ),
    Mutant("overdraft", "a hold may exceed what is available", _overdraft),
)
