"""The job: what a customer bought, whole, as it is stored. `lifecycle` says how it changes."""

from datetime import timedelta
from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import Field, JsonValue

from shared.errors import IdempotencyKeyReused
from shared.model.base import Credits, Model, Time
from shared.model.cost import Cost, UnitCost
from shared.model.memo import Intended, Memo, Submitted, Unsubmitted
from shared.model.order import JobOrder
from shared.model.outcome import JobError
from shared.model.segment import Segmented
from shared.model.source import Source
from shared.model.video import StoredObject

PUSH_GRACE_S = 60
"""How late a message may be before the sweep sends it again; duplicates are harmless, so it errs to early."""

LEASE_MARGIN_S = 5
"""How long after a lease has ended its attempt counts as lost."""

OURSELVES = "ffmpeg"
"""In a provider's place: the work is done here, and nobody is asked."""


class JobState(StrEnum):
    """`pending → processing → completed | failed | canceled`; the last three are settled."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"


SETTLED = (JobState.COMPLETED, JobState.FAILED, JobState.CANCELED)


class Media(Model):
    """The facts of a finished video that a tile needs."""

    width: int
    height: int
    duration_s: float


class Job(Model):
    """The whole truth about one job."""

    schema_version: Literal[1] = 1
    """A release that changes what fields mean counts on; an older one cannot read that job and leaves it."""
    id: str
    account_id: str
    job_type: str
    input: dict[str, JsonValue]
    request_hash: str
    price: Credits
    price_version: str
    model: str
    provider: str
    expected_s: float
    image: StoredObject | None = None
    source: Source | None = None
    """The video it is made from, pinned when it was ordered."""
    source_job_id: str | None = None
    root_job_id: str
    depth: int = 0
    """How many jobs stand between it and its root."""
    adds_s: int = 0
    """How much longer than its source the video becomes."""
    retried_from: str | None = None
    trace_id: str = ""
    """The trace of the request that ordered it: all its messages and log lines carry it on."""
    unit_cost: UnitCost = UnitCost()
    """What it is made for, on our side: kept from the customer, as `active_ms` and `cost` are."""
    active_ms: int = Field(default=0, ge=0)
    """How long its attempts have worked, as they are billed; those that were lost are not in it."""
    cost: Cost | None = None
    """What it has cost us; of a settled job."""

    state: JobState = JobState.PENDING
    stage: str = "waiting"
    stage_since: Time | None = None
    stages_s: dict[str, float] = Field(default_factory=dict)
    """How long it was in each stage that it has left."""
    progress: int | None = None
    error: JobError | None = None
    video_id: str | None = None
    media: Media | None = None
    published_at: Time | None = None
    favorite: bool = False

    epoch: int = 1
    attempt: int = 0
    errors: int = Field(default=0, ge=0)
    busy: int = Field(default=0, ge=0)
    memo: Memo = Unsubmitted()
    lease_expires_at: Time | None = None
    lease_token: str = ""
    """Which claim took the lease; so a claim whose reply was lost knows itself again."""
    untidy: bool = False
    """Its folder may hold files that nothing points to: a lost attempt's, or an earlier order's."""
    revision: int = 1

    created_at: Time
    updated_at: Time
    checked_at: Time | None = None
    settled_at: Time | None = None
    deleted_at: Time | None = None
    deadline: Time
    sweep_after: Time | None
    """When the sweep may assume that a message or an attempt was lost; None when nothing is owed."""

    @classmethod
    def pending(cls, order: JobOrder, *, at: Time, deadline_s: float, trace_id: str = "") -> "Job":
        """Return the new job of an order."""
        return cls(
            id=order.job_id,
            account_id=order.account_id,
            job_type=order.job_type,
            input=order.input,
            request_hash=order.request_hash,
            price=order.price,
            price_version=order.price_version,
            model=order.model,
            provider=order.provider,
            expected_s=order.expected_s,
            image=order.image,
            source=order.source,
            source_job_id=order.source_job_id,
            root_job_id=order.root_job_id or order.job_id,
            depth=order.depth,
            adds_s=order.adds_s,
            retried_from=order.retried_from,
            trace_id=trace_id,
            stage_since=at,
            unit_cost=order.unit_cost,
            created_at=at,
            updated_at=at,
            deadline=at + timedelta(seconds=deadline_s),
            sweep_after=at + timedelta(seconds=PUSH_GRACE_S),
        )

    @property
    def order(self) -> JobOrder:
        """The order that made it."""
        same = {name: getattr(self, name) for name in JobOrder.model_fields if name in Job.model_fields}
        return JobOrder(job_id=self.id, **same)

    @property
    def settled(self) -> bool:
        """Whether the job has ended."""
        return self.state in SETTLED

    @property
    def cancelable(self) -> bool:
        """Whether canceling is still free: nothing was asked of a provider."""
        return not self.settled and isinstance(self.memo, Unsubmitted | Segmented)

    @property
    def at_provider(self) -> bool:
        """Whether a provider has, or may have, a prediction for this job."""
        return isinstance(self.memo, Intended | Submitted)

    @property
    def waiting_segments(self) -> tuple[int, ...]:
        """The segments that a message is owed for; none if the job's next step is its own."""
        return self.memo.waiting if isinstance(self.memo, Segmented) else ()

    @property
    def in_segments(self) -> bool:
        """Whether the work is in its segments' hands, and there is nothing to do for the job itself."""
        return isinstance(self.memo, Segmented) and bool(self.memo.unfinished)

    @property
    def orders(self) -> int:
        """How many orders at a provider have come to nothing; the next one has this number."""
        return self.errors + self.busy

    @property
    def prompt(self) -> str:
        """The words the customer gave."""
        return str(self.input.get("prompt", ""))

    @property
    def folder(self) -> str:
        """Where in the bucket everything of this job lies; everybody sees it in the links of the feed."""
        return f"jobs/{self.id}"

    @property
    def provider_folder(self) -> str:
        """Where in the bucket a provider that can write there is told to put the result."""
        return f"{self.folder}/provider"

    def leased(self, now: Time) -> bool:
        """Whether an attempt may be running."""
        return self.lease_expires_at is not None and self.lease_expires_at > now

    def matching(self, order: JobOrder) -> "Job":
        """Return this job if `order` is the request that made it.

        Raises:
            IdempotencyKeyReused: it was made by another request.
        """
        if self.request_hash != order.request_hash:
            raise IdempotencyKeyReused(
                "This Idempotency-Key was used for a different request. Send a new key for a new "
                "request, or the same body for the same one.",
                job_id=self.id,
            )
        return self

    def moved(self, **changes: Any) -> Self:
        """Return the job with `changes` that its owner does not see, so that `updated_at` stays."""
        return self.model_copy(update={**changes, "revision": self.revision + 1})

    def changed(self, at: Time, **changes: Any) -> Self:
        """Return the job with `changes`; its revision, which only grows, says which of two is newer."""
        if changes.get("stage", self.stage) != self.stage:
            changes |= {"stage_since": at, "stages_s": self._stages_left(at)}
        return self.moved(**changes, updated_at=max(at, self.updated_at))

    def _stages_left(self, at: Time) -> dict[str, float]:
        if self.stage_since is None:
            return self.stages_s
        lasted_s = max(0.0, (at - self.stage_since).total_seconds())
        return self.stages_s | {self.stage: round(self.stages_s.get(self.stage, 0.0) + lasted_s, 3)}
