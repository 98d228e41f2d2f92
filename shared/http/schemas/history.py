"""What happened to a job, and what was made from what."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Self

from pydantic import Field, JsonValue

from shared.http.fields import Digits
from shared.http.paging import LIMIT_MAX, PageQuery
from shared.http.schemas.base import Time, View
from shared.http.schemas.job_view import ReceiptView
from shared.http.schemas.jobs import Status
from shared.model.creation import status_of
from shared.model.event import JobEvent
from shared.model.job import Job
from shared.services.videos import Poster

DETAILS = (
    "code",
    "message",
    "next_step",
    "stage",
    "progress",
    "delay_s",
    "held",
    "captured",
    "released",
    "price",
)
"""What an owner may know of an event; who of us did what, and a provider's ids, stay inside."""

DEPTH_MAX = 50
"""Deeper links of a chain are shown at this depth; `source_job_id` still says what each was made from."""


class EventsQuery(PageQuery):
    """Which part of the history."""


class EventView(View):
    """One line of a job's history."""

    n: int
    at: Time
    kind: str
    attempt: int
    detail: dict[str, JsonValue]

    @classmethod
    def of(cls, event: JobEvent) -> Self:
        """Return the view of an event."""
        detail = {key: event.detail[key] for key in DETAILS if key in event.detail}
        return cls(n=event.n, at=event.at, kind=event.kind, attempt=event.attempt, detail=detail)


class EventsPage(View):
    """A page of a job's history, in order."""

    events: list[EventView]
    next: str | None


class ChainQuery(PageQuery):
    """Which part of a chain; mostly it fits on one page."""

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX), Digits] = LIMIT_MAX


class ChainLink(View):
    """One job of a chain, what it cost, and what was made from it."""

    id: str
    job_type: str
    status: Status
    prompt: str
    model: str
    price: int
    receipt: ReceiptView
    poster_url: str | None
    urls_expire_at: Time | None
    width: int | None
    height: int | None
    duration_s: float | None
    source_job_id: str | None
    created_at: Time
    links: dict[str, str] = Field(alias="_links")
    children: list["ChainLink"]


class ChainView(View):
    """What was made from one root, oldest first. `count` and `receipt` are of this page.

    A link whose source was deleted, or stands on an earlier page, stands at the top.
    """

    root_job_id: str
    count: int
    receipt: ReceiptView
    chain: list[ChainLink]
    next: str | None

    @classmethod
    def of(
        cls, root_job_id: str, jobs: Sequence[Job], following: str | None, posters: Mapping[str, Poster]
    ) -> Self:
        """Return the tree of `jobs`, which share a root, and the address of the next page."""
        receipts = [ReceiptView.of(job) for job in jobs]
        total = ReceiptView(
            held=sum(one.held for one in receipts),
            captured=sum(one.captured for one in receipts),
            released=sum(one.released for one in receipts),
        )
        return cls(
            root_job_id=root_job_id,
            count=len(jobs),
            receipt=total,
            chain=_tree(jobs, posters),
            next=following,
        )


def _tree(jobs: Sequence[Job], posters: Mapping[str, Poster]) -> list[ChainLink]:
    top: list[ChainLink] = []
    places: dict[str, tuple[int, list[ChainLink]]] = {}
    for job in jobs:  # oldest first: a source comes before what was made from it
        depth, siblings = places.get(job.source_job_id or "", (0, top))
        link = _link(job, posters.get(job.id))
        siblings.append(link)
        places[job.id] = (depth + 1, link.children) if depth < DEPTH_MAX else (depth, siblings)
    return top


def _link(job: Job, poster: Poster | None) -> ChainLink:
    media = job.media
    return ChainLink(
        id=job.id,
        job_type=job.job_type,
        status=status_of(job),
        prompt=job.prompt,
        model=job.model,
        price=job.price,
        receipt=ReceiptView.of(job),
        poster_url=poster and poster.url,
        urls_expire_at=poster and poster.expires_at,
        width=media and media.width,
        height=media and media.height,
        duration_s=media and media.duration_s,
        source_job_id=job.source_job_id,
        created_at=job.created_at,
        links={"self": f"/api/jobs/{job.id}"},
        children=[],
    )
