"""The documents that one create writes, as plain dicts: the product's own, with new ids each time."""

from datetime import UTC, datetime
from typing import Any

from shared.model.creation import Creation
from shared.model.event import JobEvent
from shared.model.job import Job
from shared.model.ledger import Account, EntryKind, hold_id
from shared.model.order import JobOrder
from tests.bench.orders import INPUT

PRICE = 7


def an_order(account_id: str, *, job_id: str) -> JobOrder:
    """Return the order that all measurements place."""
    return JobOrder(
        job_id=job_id,
        account_id=account_id,
        job_type="generate",
        input={**INPUT, "image": None},
        request_hash="0" * 64,
        price=PRICE,
        price_version="2026-11-20",
        model=str(INPUT["model"]),
        provider="wavespeed",
        expected_s=60,
    )


class Papers:
    """What one person's create writes, made once; `sheets` only puts in ids and balance."""

    def __init__(self, account_id: str) -> None:
        order = an_order(account_id, job_id="a" * 26)
        at = datetime.now(UTC)
        job = Job.pending(order, at=at, deadline_s=3600)
        before = Account(id=account_id, available=1000)
        _, hold = before.post(
            EntryKind.HOLD, PRICE, entry_id=hold_id(job.id), reason="generate", at=at, job_id=job.id
        )
        self.account_id = account_id
        self._job = job.model_dump(mode="python")
        self._hold = hold.model_dump(mode="python")
        self._creation = Creation.of(job).model_dump(mode="python")
        self._event = JobEvent.of(job, "created", held=PRICE).model_dump(mode="python")

    def sheets(self, job_id: str, available: int) -> dict[str, dict[str, Any]]:
        """Return the new documents by path; the account is apart, for it is an update."""
        named = {"id": job_id, "root_job_id": job_id}
        hold = {"id": hold_id(job_id), "job_id": job_id, "available_after": available - PRICE}
        return {
            f"jobs/{job_id}": self._job | named,
            f"accounts/{self.account_id}/ledger/{hold_id(job_id)}": self._hold | hold,
            f"creations/{job_id}": self._creation | named,
            f"jobs/{job_id}/events/000001": self._event,
        }

    def charged(self, account: dict[str, Any]) -> dict[str, Any]:
        """Return the account after one more hold."""
        return account | {
            "available": account["available"] - PRICE,
            "held": account["held"] + PRICE,
            "active_jobs": account["active_jobs"] + 1,
            "ver": account["ver"] + 1,
        }
