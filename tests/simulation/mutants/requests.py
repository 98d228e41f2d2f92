"""Guards of what people ask for: keys, owners, images, limits, cancelations."""

from copy import copy
from itertools import count
from typing import Any

from shared.errors import Gone, JobNotCancelable, NotFound
from shared.model import lifecycle
from shared.model.base import Time
from shared.model.job import Job, JobState
from shared.model.ledger import Account, EntryKind
from shared.model.order import JobOrder
from shared.model.upload import Upload
from shared.services import drafts, job_reader, journal, orders
from shared.services import jobs as jobs_module
from shared.services.job_reader import owned
from shared.services.jobs import Jobs
from shared.services.uploads import Uploads
from shared.store import documents
from tests.simulation.mutants.mutant import Mutant, Patch
from tests.simulation.store import SimStore, SimTx

_OWNED = (jobs_module, drafts, job_reader)


def random_ids(module: Any, name: str) -> list[Patch]:
    """Give every call another id, where the same request must have the same one."""
    numbers, real = count(1), getattr(module, name)

    def random(*args: str) -> str:
        made: str = real(*args)
        number = f"{next(numbers):06d}".translate(str.maketrans("0189", "abcd"))
        return made[:-6] + number if ":" not in made else f"{made}{number}"

    return [(module, name, random)]


def unseen(method: str, owner: type) -> list[Patch]:
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


def _deleted_again() -> list[Patch]:
    """Answer with the job, although its owner deleted it."""
    real = Jobs.create

    def create(self: Jobs, order: JobOrder) -> Job:
        try:
            return real(self, order)
        except Gone:
            job = self._store.get(documents.job(order.job_id))
            assert job is not None
            return job

    return [(Jobs, "create", create)]


def _upload_unchecked() -> list[Patch]:
    """Take the order's image without asking whether the upload still has it."""
    real = Jobs.create
    return [(Jobs, "create", lambda self, order: real(self, order.model_copy(update={"upload_id": None})))]


def _any_upload() -> list[Patch]:
    def own(self: Uploads, account_id: str, upload_id: str) -> Upload:
        upload = self.store.get(documents.upload(upload_id))
        if upload is None:
            raise NotFound("There is no such upload.")
        return upload

    return [(Uploads, "_own", own)]


def _unlimited() -> list[Patch]:
    real = Jobs._refuse

    def refuse(self: Jobs, account: Account, *, at: Time) -> None:
        real(self, account.model_copy(update={"active_jobs": 0}), at=at)

    return [(Jobs, "_refuse", refuse)]


def _any_owner() -> list[Patch]:
    def anybodys(job: Job | None, caller_id: str) -> Job:
        if job is None or job.deleted_at is not None:
            raise NotFound("There is no such job.")
        return job

    return [(module, "owned", anybodys) for module in _OWNED]


def _tombstones_ignored() -> list[Patch]:
    def owners(job: Job | None, caller_id: str) -> Job:
        if job is None or job.account_id != caller_id:
            raise NotFound("There is no such job.")
        return job

    return [(module, "owned", owners) for module in _OWNED]


def _cancel_without(guard: str) -> list[Patch]:
    """Cancel without looking at one of: canceled (already), settled."""

    def cancel(self: Jobs, caller_id: str, job_id: str) -> Job:
        at = self._now()

        def body(tx: Any) -> Job:
            seen, account = tx.get_both(documents.job(job_id), documents.account(caller_id))
            job = owned(seen, caller_id)
            if job.state is JobState.CANCELED and guard != "canceled":
                return job
            if job.at_provider or (job.settled and guard != "settled"):
                raise JobNotCancelable("No.", state=job.state)
            ended = lifecycle.canceled(job, at=at)
            journal.post_final(tx, ended, account, EntryKind.RELEASE, reason="canceled", at=at)
            return journal.write(tx, ended, "canceled", released=job.price)

        body.__qualname__ = "Jobs.cancel.<locals>.body"
        return self._store.transact(body)

    return [(Jobs, "cancel", cancel)]


def _redrive_settled() -> list[Patch]:
    def redrive(self: Jobs, job_id: str, *, reason: str, actor: str) -> Job:
        at = self._now()

        def body(tx: Any) -> Job:
            job = tx.get(documents.job(job_id))
            return journal.write(tx, lifecycle.driven(job, at=at), "redriven", reason=reason, actor=actor)

        job = self._store.transact(body)
        jobs_module.push(self._queue, job)
        return job

    return [(Jobs, "redrive", redrive)]


REQUESTS = (
    Mutant("random-job-id", "a random job id instead of the key's", lambda: random_ids(orders, "job_id_of")),
    Mutant(
        "any-body",
        "the same key with another body is the same job",
        lambda: [(Job, "matching", lambda self, order: self)],
    ),
    Mutant("create-unrecognised", "an order does not see the job it made", lambda: unseen("create", Jobs)),
    Mutant("deleted-again", "the order of a deleted job is answered with that job", _deleted_again),
    Mutant(
        "upload-unchecked",
        "an order does not ask whether its upload still has the image",
        _upload_unchecked,
        survives="nothing removes an upload or changes its image, so what was priced is what is there",
    ),
    Mutant(
        "upload-unsent",
        "an image that never came can be ordered with",
        lambda: [(Uploads, "ready", Uploads.look)],
    ),
    Mutant("any-upload", "anybody may use any upload", _any_upload),
    Mutant("no-limit", "no limit of jobs under way", _unlimited),
    Mutant("any-owner", "anybody may act on any job", _any_owner),
    Mutant("undead", "a deleted job can be acted on", _tombstones_ignored),
    Mutant(
        "cancel-paid",
        "a job can be canceled although a provider was paid",
        lambda: [(Job, "cancelable", property(lambda job: not job.settled))],
    ),
    Mutant(
        "cancel-unrecognised", "a cancelation does not know itself again", lambda: _cancel_without("canceled")
    ),
    Mutant("cancel-ended", "a job that has ended can be canceled", lambda: _cancel_without("settled")),
    Mutant("redrive-settled", "an operator drives a job that has ended", _redrive_settled),
)
