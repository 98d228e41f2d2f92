"""Jobs: how they are ordered."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, JsonValue

from shared.http.fields import Digits, Flag, Moment, flag
from shared.http.paging import PageQuery
from shared.http.schemas.base import Request, View
from shared.model.job_filter import JobFilter
from shared.model.order import JobOrder
from shared.model.words import words_of

JobType = Annotated[str, Field(pattern=r"^[a-z_]{1,32}$", examples=["generate"])]
Status = Literal["pending", "processing", "draft", "published", "failed", "canceled"]
WAIT_MAX_S = 60


class CreateJobRequest(Request):
    """One order. What `input` holds depends on the job type; GET /api/models says what each model takes."""

    job_type: JobType
    input: dict[str, JsonValue]
    price_version: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """The version of the price that was shown; if it changed since, the answer is 409 with the new price."""


class ChangeJobRequest(Request):
    """What an owner may change of a job."""

    favorite: Annotated[bool, Field(examples=[True])]


class CreateJobQuery(Request):
    """Whether to order, or only to ask."""

    validate_only: Flag = False


class ListDraftsQuery(PageQuery):
    """Which attempts; `status=draft` for those that are ready and not published."""

    status: Status | None = None
    job_type: JobType | None = None


class ListJobsQuery(ListDraftsQuery):
    """Which jobs, and from which end: all of it must be so."""

    model: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9./_-]{0,63}$")] | None = None
    favorite: Annotated[Literal[True], BeforeValidator(flag)] | None = None
    words: Annotated[str, Field(max_length=200)] | None = None
    since: Moment | None = None
    until: Moment | None = None
    order: Literal["newest", "oldest"] = "newest"

    @property
    def filter(self) -> JobFilter:
        """Return what to look for."""
        same = self.model_dump(include={"status", "job_type", "model", "favorite", "since", "until"})
        return JobFilter(**same, words=words_of(self.words or ""), oldest_first=self.order == "oldest")


class GetJobQuery(Request):
    """Whether to answer now, or when the job has settled."""

    wait: Annotated[int, Field(ge=0, le=WAIT_MAX_S), Digits] = 0
    """Seconds."""


class QuoteView(View):
    """What an order would cost; nothing was stored."""

    price: int
    price_version: str
    expected_s: float
    available: int
    affordable: bool
    short: int

    @classmethod
    def of(cls, order: JobOrder, *, available: int) -> Self:
        """Return an order's price beside what is available."""
        return cls(
            price=order.price,
            price_version=order.price_version,
            expected_s=order.expected_s,
            available=available,
            affordable=available >= order.price,
            short=max(0, order.price - available),
        )
