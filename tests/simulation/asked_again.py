"""Long after the storm, what was asked before is asked again: the answer is the same, and nothing is paid."""

from collections.abc import Iterator

from shared.errors import DailiesError, Gone, IdempotencyKeyReused, NotFound
from shared.model.order import JobOrder
from shared.store import documents
from tests.simulation.clients import Clients
from tests.simulation.house import House
from tests.simulation.others import GIFT
from tests.simulation.promise import Promise
from tests.simulation.wishes import order_of

Broken = Iterator[tuple[str, str]]


def broken_when_asked_again(house: House, clients: Clients) -> Broken:
    """Yield what another answer to the same request violates. One order per schedule, and every gift."""
    accounts = house.store.documents("accounts")
    answered = [promise for promise in clients.promises if promise.ids]
    for promise in sorted(answered, key=lambda promise: not promise.deleted)[:1]:
        yield from _order(house, promise)
    for account_id in clients.others.granted:
        yield from _gift(house, account_id)
    if house.store.documents("accounts") != accounts:
        yield "I7", f"asking again changed an account: {accounts} is {house.store.documents('accounts')}"


def _order(house: House, promise: Promise) -> Broken:
    try:
        order = order_of(house, promise)
    except NotFound:
        return  # a retry of a job that was deleted since: it cannot even be asked for
    try:
        job_id, gone = house.jobs.create(order).id, False
    except Gone:
        job_id, gone = order.job_id, True
    except DailiesError as error:
        yield "I7", f"{promise.key} was answered with a job, and long after with {error!r}"
        return
    if promise.ids != {job_id} or gone != _deleted(house, order):
        yield "I7", f"{promise.key} was answered with {promise.ids}, and long after with {job_id}, {gone=}"


def _deleted(house: House, order: JobOrder) -> bool:
    job = house.store.peek(documents.job(order.job_id))
    return job is not None and job.deleted_at is not None


def _gift(house: House, account_id: str) -> Broken:
    def grant(amount: int) -> None:
        house.credits.grant(account_id, amount=amount, key="gift", reason="sorry", actor="ops")

    try:
        grant(GIFT)
    except DailiesError as error:
        yield "I12", f"{account_id} was granted a gift, and long after the grant got {error!r}"
    try:
        grant(GIFT + 1)
    except IdempotencyKeyReused:
        return
    except DailiesError as error:
        yield "I12", f"another gift under the same key got {error!r}"
    else:
        yield "I12", f"another gift under the same key was granted to {account_id}"
