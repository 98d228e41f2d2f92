"""What must hold when the storm is over: I1 to I14, and what follows from them."""

from collections.abc import Iterator

from shared.model.creation import Creation
from shared.model.job import LEASE_MARGIN_S, PUSH_GRACE_S, Job, JobState
from shared.model.ledger import EntryKind, LedgerEntry
from shared.model.lifecycle import LAST_LOOK_S, TIDY_AFTER_S
from shared.model.memo import Submitted
from shared.model.segment import Segmented
from shared.store import documents
from shared.store.base import TRANSACT_TIMEOUT_S
from tests.simulation import lineage
from tests.simulation.asked_again import broken_when_asked_again
from tests.simulation.clients import Clients
from tests.simulation.faults import SKEW_MAX_S, Faults
from tests.simulation.house import LEASE_S, House
from tests.simulation.others import GIFT
from tests.simulation.promise import Promise
from tests.simulation.surroundings import LATE_MAX_S
from tests.simulation.world import START

Broken = Iterator[tuple[str, str]]
SWEEP_S = 60.0
GRACE_S = LEASE_S + LEASE_MARGIN_S + LAST_LOOK_S + PUSH_GRACE_S + 2 * SWEEP_S
"""How long past its deadline a job may be unsettled: an attempt's whole lease, one last look at the provider
with its message's grace, and the two sweeps that find these out."""
COMMIT_AGE_MAX_S = TRANSACT_TIMEOUT_S + LATE_MAX_S
"""How long before it is applied a commit may have been decided, and dated."""
FINALS = {
    JobState.COMPLETED: EntryKind.CAPTURE,
    JobState.FAILED: EntryKind.RELEASE,
    JobState.CANCELED: EntryKind.RELEASE,
}


def broken_at_end(house: House, clients: Clients, faults: Faults, *, healed_s: float) -> Broken:
    """Yield every violation: the invariant, and in which way."""
    yield from house.watch.broken
    yield from clients.surprises
    jobs: list[Job] = house.store.documents("jobs")
    yield from _books(house, clients, jobs)
    skew_s = 2 * SKEW_MAX_S if faults.hits["clock.skewed"] else 0.0
    for job in jobs:
        yield from _money(house, job)
        yield from _ended(house, job, healed_s=healed_s, slack_s=skew_s)
        yield from _shown(house, job)
        yield from _files(house, job, skew_s=skew_s)
        yield from _prediction(house, job)
        yield from _cost(job)
        yield from lineage.broken_at_end(house, job)
    yield from lineage.broken_chain(house, jobs)
    yield from _chains(house, jobs)
    yield from _promises(clients, jobs)
    for provider in house.providers.values():
        for job_id in provider.extra["twice"]:
            yield "I9", f"job {job_id} was ordered twice"
        for job_id in provider.hasty:
            yield "I9", f"job {job_id} was ordered again, and its first order was not sought for long enough"
    yield from broken_when_asked_again(house, clients)
    if house.webhooks.forged_taken:
        yield "webhook", "a forged callback was taken"


def _books(house: House, clients: Clients, jobs: list[Job]) -> Broken:
    """I1, I2, I12, and that the product's own nightly proof sees it the same way."""
    drifted = house.reconcile.run().drifted
    if drifted:
        yield "I1", f"the audit does not balance: {drifted}"
    for account in house.store.documents("accounts"):
        entries = _entries(house, account.id)
        sums = (sum(e.available_delta for e in entries), sum(e.held_delta for e in entries))
        if sums != (account.available, account.held):
            yield "I1", f"{account} is not the sum of its entries {sums}"
        if sorted(e.n for e in entries) != list(range(1, account.ver + 1)):
            yield "I1", f"{account} has a gap in its entries"
        granted = sum(e.amount for e in entries if e.kind is EntryKind.GRANT)
        captured = sum(e.amount for e in entries if e.kind is EntryKind.CAPTURE)
        gift = clients.others.granted.get(account.id, 0)
        if granted < house.signup + gift or granted - house.signup not in {0, GIFT}:
            yield "I12", f"{account.id} was granted {granted}"
        if granted != account.available + account.held + captured:
            yield "I12", f"{account}: {granted} granted, {captured} captured"
        active = sum(not job.settled for job in jobs if job.account_id == account.id)
        if account.active_jobs != active:
            yield "I2", f"{account} says {account.active_jobs} active jobs, not {active}"


def _entries(house: House, account_id: str) -> list[LedgerEntry]:
    return house.store.documents(f"accounts/{account_id}/ledger")


def _money(house: House, job: Job) -> Broken:
    """I3, I4, I5, I13: one hold, one final of the right kind, of the same amount."""
    mine = [entry for entry in _entries(house, job.account_id) if entry.job_id == job.id]
    holds = [entry for entry in mine if entry.kind is EntryKind.HOLD]
    finals = [entry for entry in mine if entry.kind is not EntryKind.HOLD]
    if [entry.amount for entry in holds] != [job.price]:
        yield "I3", f"{job.id} at {job.price} has the holds {holds}"
    if len(finals) != job.settled:
        yield "I4", f"{job.id} is {job.state} and has the finals {finals}"
    for final in finals:
        if job.settled and final.kind is not FINALS[job.state]:
            yield "I5", f"{job.id} is {job.state} and has a {final.kind}"
        if final.amount != sum(entry.amount for entry in holds):
            yield "I13", f"{job.id} held {holds} and got {final}"


def _ended(house: House, job: Job, *, healed_s: float, slack_s: float) -> Broken:
    """I10: settled in time, and nothing owed any more."""
    if not job.settled:
        yield "I10", f"{job.id} never ended: {job}"
        return
    deadline_s = (job.deadline - START).total_seconds()
    late_s = house.watch.settled_s[job.id] - max(deadline_s, healed_s)
    if late_s > GRACE_S + slack_s:
        yield "I10", f"{job.id} ended {late_s:.0f} s late"
    if job.sweep_after is not None:
        yield "I10", f"{job.id} is still owed something at {job.sweep_after}"


def _shown(house: House, job: Job) -> Broken:
    """The projection is the job's, apart from revisions nobody sees; the feed has what is published."""
    creation = house.store.peek(documents.creation(job.id))
    if job.deleted_at is not None:
        if creation is not None:
            yield "projection", f"{job.id} was deleted and is still shown"
    elif creation is None:
        yield "projection", f"{job.id} is not shown"
    else:
        wanted = Creation.of(job)
        if creation.revision > wanted.revision:
            yield "projection", f"{job.id} is shown at a revision it never had"
        if creation != wanted.model_copy(update={"revision": creation.revision}):
            yield "projection", f"{job.id} is {wanted} and shown as {creation}"
    item = house.store.peek(documents.feed_item(job.video_id)) if job.video_id else None
    public = job.published_at is not None and job.deleted_at is None
    if public != (item is not None):
        yield "projection", f"{job.id} published={public}, in the feed={item is not None}"


def _files(house: House, job: Job, *, skew_s: float) -> Broken:
    """I5, I6: a completed job's files exist; nothing else lies in its folder once that was tidied."""
    video = house.store.peek(documents.video(f"{job.id}-1"))
    stored = house.objects.objects
    kept: set[str] = set()
    if job.state is JobState.COMPLETED and job.deleted_at is None:
        if video is None or job.video_id != video.id:
            yield "I5", f"{job.id} is completed without a video"
            return
        kept = {file.name for file in video.files}
        for file in video.files:
            if not house.objects.has(file):
                yield "I5", f"{file.name} of {job.id} is gone"
    elif video is not None:
        yield "I6", f"{job.id} is {job.state}, deleted={job.deleted_at is not None}, and has a video"
    tidy_by_s = house.watch.settled_s.get(job.id, 0.0) + TIDY_AFTER_S - skew_s - COMMIT_AGE_MAX_S
    for name in sorted(stored):
        early = house.objects.stored_s.get(name, 0.0) < tidy_by_s
        if name.startswith(f"{job.folder}/") and name not in kept and early:
            yield "I6", f"{name} was left behind by {job.id}, which is {job.state}"


def _cost(job: Job) -> Broken:
    """What operators are told: a finished job has cost its order, one that never was at a provider none."""
    if (job.cost is not None) != job.settled:
        yield "cost", f"{job.id} is {job.state} and has cost {job.cost}"
    paid = job.cost.provider_micro_usd if job.cost else 0
    right = {0, job.unit_cost.order_micro_usd}
    if job.state is JobState.COMPLETED:
        right = {job.unit_cost.order_micro_usd}
    elif not job.at_provider:
        right = {0}
    if paid not in right:
        yield "cost", f"{job.id} is {job.state}, {job.memo}, and its provider was paid {paid}"


def _prediction(house: House, job: Job) -> Broken:
    """F55, F67: a job follows its own prediction, never another job's."""
    if isinstance(job.memo, Submitted):
        made = {one.id: one for one in house.providers[job.provider].made}[job.memo.prediction_id]
        if made.job_id != job.id:
            yield "F55", f"{job.id} follows {made.id}, which is not its own"
        if job.state is JobState.COMPLETED and made.end in {"fails", "empty"}:
            yield "F70", f"{job.id} is completed and its prediction {made.end}"


def _chains(house: House, jobs: list[Job]) -> Broken:
    """F59: an epoch is worked once, however often its message came; and asks for one task."""
    for (job_id, epoch), claims in house.watch.claims.items():
        if claims > 1:
            yield "F59", f"epoch {epoch} of {job_id} was worked {claims} times"
    for job in jobs:
        segments = job.memo.segments if isinstance(job.memo, Segmented) else ()
        epochs = job.epoch + sum(segment.epoch for segment in segments)
        if house.queue.taken[job.id] > epochs:
            yield "F59", f"{job.id} has {epochs} epochs and had {house.queue.taken[job.id]} tasks"


def _promises(clients: Clients, jobs: list[Job]) -> Broken:
    """I7, and that what clients were told is so."""
    by_id = {job.id: job for job in jobs}
    keys = {(promise.account_id, promise.route, promise.key) for promise in clients.promises}
    if len(jobs) > len(keys):
        yield "I7", f"{len(keys)} keys made {len(jobs)} jobs"
    for promise in clients.promises:
        if len(promise.ids) > 1:
            yield "I7", f"{promise.key} was answered with the jobs {sorted(promise.ids)}"
        for job_id in promise.ids:
            if job_id not in by_id:
                yield "I7", f"{promise.key} was answered with a job that does not exist"
            else:
                yield from _kept(promise, by_id[job_id])


def _kept(promise: Promise, job: Job) -> Broken:
    if promise.canceled and job.state is not JobState.CANCELED:
        yield "F119", f"{job.id} was said to be canceled and is {job.state}"
    if promise.deleted and job.deleted_at is None:
        yield "F121", f"{job.id} was said to be deleted and is there"
