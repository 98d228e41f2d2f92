"""What operators ask for, by `gcloud functions call`, and what they are answered."""

from typing import Annotated, Self

from pydantic import Field

from shared.http.schemas.base import Request, Time, View
from shared.services.mending import Mended
from shared.services.recovery import RecoveryReport

AccountId = Annotated[str, Field(pattern=r"^[^/\x00-\x1f]{1,128}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]


class GrantRequest(Request):
    """Credits for an account. The same `key` again is the same grant."""

    account_id: AccountId
    amount: Annotated[int, Field(gt=0, le=1_000_000)]
    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]
    reason: Words


class RetryJobRequest(Request):
    """A job to send again, and why."""

    job_id: Annotated[str, Field(pattern=r"^[a-z2-7]{26}$")]
    reason: Words


class RecoverJobsRequest(Request):
    """Unsettled jobs to send again, of one provider or all.

    `restored`: the database is of an earlier time. `since` is the last answer's, to go on where it stopped.
    """

    reason: Words
    provider: Annotated[str, Field(pattern=r"^[a-z]{1,40}$")] | None = None
    restored: bool = False
    since: Annotated[Time, Field(strict=False)] | None = None


class RecoveredView(View):
    """How many jobs were sent again and how many left alone; while `more`, ask again with this `since`."""

    driven: int
    left_alone: int
    more: bool
    since: Time

    @classmethod
    def of(cls, report: RecoveryReport) -> Self:
        """Return the report of a run."""
        return cls(driven=report.driven, left_alone=report.left_alone, more=report.more, since=report.since)


class MendAccountRequest(Request):
    """An account to set to what its entries add up to, and why; without `write` it is only looked at."""

    account_id: AccountId
    reason: Words
    write: bool = False


class MendedView(View):
    """What the account said, and what its entries add up to."""

    entries: int
    available_before: int
    held_before: int
    available: int
    held: int
    active_jobs: int
    written: bool

    @classmethod
    def of(cls, mended: Mended) -> Self:
        """Return the comparison."""
        before, after = mended.before, mended.after
        return cls(
            entries=after.ver,
            available_before=before.available,
            held_before=before.held,
            available=after.available,
            held=after.held,
            active_jobs=after.active_jobs,
            written=mended.written,
        )
