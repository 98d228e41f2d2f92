"""Guards of the books: preconditions, ids, and the recognition of one's own lost success."""

from copy import copy
from itertools import count
from typing import Any

from shared.model.job import Job
from shared.model.ledger import Account, EntryKind, LedgerEntry, final_id
from shared.services import drafts, job_reader, journal, orders
from shared.services import jobs as jobs_module
from shared.services.credits import Credits
from shared.services.jobs import Jobs
from shared.store import documents
from shared.store.optimistic import OptimisticTx
from tests.simulation.mutants.mutant import Mutant, Patch
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


def _random_ids(module: Any, name: str) -> list[Patch]:
    """Give every call another id, where the same request must have the same one."""
    numbers, real = count(1), getattr(module, name)

    def random(*args: str) -> str:
        made: str = real(*args)
        number = f"{next(numbers):06d}".translate(str.maketrans("0189", "abcd"))
        return made[:-6] + number if ":" not in made else f"{made}{number}"

    return [(module, name, random)]


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


def _unseen(method: str, owner: type) -> list[Patch]:
    """Let a body find nothing where it looks for its own earlier success."""
    real = getattr(owner, method)

    def blind(self: Any, *args: Any, **words: Any) -> Any:
        other = copy(self)
        other._store = _Blind(self._store)
        return real(other, *args, **words)

    return [(owner, method, blind)]


class _Blind:
    """A store whose transactions do not see the job or entry that they are about to make."""

    def __init__(self, store: SimStore) -> None:
        self._real = store

    def transact(self, body: Any) -> Any:
        def blind(tx: SimTx) -> Any:
            get, both = tx.get, tx.get_both
            tx.get = lambda ref: None if ":" in ref.path else get(ref)  # type: ignore[method-assign]
            tx.get_both = lambda first, second: (None, both(first, second)[1])  # type: ignore[method-assign]
            return body(tx)

        blind.__qualname__ = body.__qualname__
        return self._real.transact(blind)


def _believe_torn_reads() -> list[Patch]:
    return [(SimStore, "_hold", lambda self, tx: True)]


def _free_jobs() -> list[Patch]:
    return [(journal, "post_final", lambda *args, **words: None)]


def _any_owner() -> list[Patch]:
    def owned(job: Job | None, caller_id: str) -> Job:
        if job is None or job.deleted_at is not None:
            raise jobs_module.NotFound("There is no such job.")
        return job

    return [(module, "owned", owned) for module in _OWNED]


def _tombstones_ignored() -> list[Patch]:
    def owned(job: Job | None, caller_id: str) -> Job:
        if job is None or job.account_id != caller_id:
            raise jobs_module.NotFound("There is no such job.")
        return job

    return [(module, "owned", owned) for module in _OWNED]


def _projection_forgotten() -> list[Patch]:
    real = OptimisticTx.project

    def project(self: OptimisticTx, ref: Any, document: Any) -> None:
        if not ref.path.startswith("creations/") or document.status == "pending":
            real(self, ref, document)

    return [(OptimisticTx, "project", project)]


def _feed_kept() -> list[Patch]:
    def delete(self: SimTx, ref: Any) -> None:
        if not ref.path.startswith("feed/"):
            self._writes[ref.path] = None

    return [(SimTx, "delete", delete)]


def _grants_twice() -> list[Patch]:
    numbers, real = count(1), documents.entry

    def entry(account_id: str, entry_id: str) -> Any:
        gift = entry_id == "grant:gift"
        return real(account_id, f"{entry_id}{next(numbers)}" if gift else entry_id)

    return [(documents, "entry", entry)]


_OWNED = (jobs_module, drafts, job_reader)

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
        survives="an id is given to a second job only once its owner is recorded, and the read shows that",
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
    Mutant("random-job-id", "a random job id instead of the key's", lambda: _random_ids(orders, "job_id_of")),
    Mutant(
        "random-hold-id",
        "a random id for a hold",
        lambda: _random_ids(jobs_module, "hold_id"),
        survives="the job must not exist yet either (pair with create-unrecognised)",
    ),
    Mutant(
        "random-final-id",
        "a random id for a final",
        lambda: _random_ids(journal, "final_id"),
        survives="the job's precondition and its end stand before it (pair with job-unchecked)",
    ),
    Mutant(
        "finals-apart",
        "capture and release have different ids",
        _finals_apart,
        survives="the job's precondition and its end stand before it (pair with job-unchecked)",
    ),
    Mutant(
        "any-body",
        "the same key with another body is the same job",
        lambda: [(Job, "matching", lambda self, order: self)],
    ),
    Mutant("create-unrecognised", "an order does not see the job it made", lambda: _unseen("create", Jobs)),
    Mutant(
        "grant-unrecognised",
        "a grant does not see the entry it made",
        lambda: _unseen("grant", Credits),
        survives="the entry must not exist yet: nothing is given twice (pair with entries-overwritten)",
    ),
    Mutant("grant-per-try", "a grant's entry has another id at each try", _grants_twice),
    Mutant("half-back", "a final of half the hold", _half_back),
    Mutant("no-final", "a job ends without its final", _free_jobs),
    Mutant(
        "capture-unbooked", "a capture does not move the balance", lambda: _blank_entry(EntryKind.CAPTURE)
    ),
    Mutant("overdraft", "a hold may exceed what is available", _overdraft),
    Mutant(
        "no-limit",
        "no limit of jobs under way",
        lambda: [(Jobs, "_refuse_too_many", lambda self, account: None)],
    ),
    Mutant("any-owner", "anybody may act on any job", _any_owner),
    Mutant("undead", "a deleted job can be acted on", _tombstones_ignored),
    Mutant("projection-stale", "a change of a job does not reach its projection", _projection_forgotten),
    Mutant("feed-kept", "a deleted or unpublished video stays in the feed", _feed_kept),
)
