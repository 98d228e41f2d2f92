"""A priced request that is not yet a job."""

import base64
import hashlib
import json
from typing import Any

from pydantic import Field, JsonValue

from shared.model.base import Credits, Model
from shared.model.cost import UnitCost
from shared.model.source import Source
from shared.model.video import StoredObject


class JobOrder(Model):
    """What a customer asked for, what it costs, and who will make it.

    `job_id` is derived from the caller and their idempotency key, so the same order is the same job.
    """

    job_id: str
    account_id: str
    job_type: str
    input: dict[str, JsonValue]
    request_hash: str
    price: Credits = Field(gt=0)
    price_version: str
    model: str
    provider: str
    expected_s: float = Field(gt=0)
    image: StoredObject | None = None
    upload_id: str | None = None
    source: Source | None = None
    source_job_id: str | None = None
    root_job_id: str | None = None
    depth: int = 0
    adds_s: int = 0
    retried_from: str | None = None
    unit_cost: UnitCost = UnitCost()


def job_id_of(account_id: str, route: str, key: str) -> str:
    """Return the job id that this caller's idempotency key names: 26 characters, 130 bits."""
    digest = hashlib.sha256("\x1f".join((account_id, route, key)).encode()).digest()
    return base64.b32encode(digest).decode().lower()[:26]


def request_hash_of(body: dict[str, Any]) -> str:
    """Return the fingerprint of a parsed body; two bodies that mean the same have the same one."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
