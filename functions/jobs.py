"""Jobs: order, read, follow, cancel, retry, delete."""

import functions_framework
from werkzeug.wrappers import Request, Response

from functions.shown import view, views
from functions.site import site
from shared import wiring
from shared.errors import (
    Gone,
    IdempotencyKeyReused,
    InsufficientCredits,
    InvalidRequest,
    JobNotCancelable,
    JobNotSettled,
    NotAllowed,
    NotFound,
    PriceChanged,
    RateLimited,
    SourceNotUsable,
)
from shared.http.call import Call, Nothing
from shared.http.paging import next_of, page_of
from shared.http.reply import Reply, accepted, no_content
from shared.http.router import Router
from shared.http.schemas.history import ChainQuery, ChainView, EventsPage, EventsQuery, EventView
from shared.http.schemas.job_view import JobsPage, JobView
from shared.http.schemas.jobs import (
    ChangeJobRequest,
    CreateJobQuery,
    CreateJobRequest,
    GetJobQuery,
    ListJobsQuery,
    QuoteView,
)

router = Router("jobs", site)

ORDER_ERRORS = (
    InvalidRequest,
    InsufficientCredits,
    NotAllowed,
    IdempotencyKeyReused,
    PriceChanged,
    RateLimited,
    Gone,
    NotFound,
    SourceNotUsable,
)


@functions_framework.http
def jobs(request: Request) -> Response:
    """Serve /api/jobs."""
    return router.serve(request)


@router.post("/api/jobs", answers={202: JobView, 200: QuoteView}, errors=(*ORDER_ERRORS, NotFound), paid=True)
def create_job(call: Call[CreateJobRequest, CreateJobQuery]) -> Reply:
    """Order a job: hold its price and queue it; with `validate_only`, answer what it would cost."""
    asked = call.body
    order = wiring.orders().order(
        call.caller.id,
        job_type=asked.job_type,
        input=asked.input,
        key="" if call.query.validate_only else call.key,  # no request of anybody's has an empty key
        price_version=asked.price_version,
    )
    if call.query.validate_only:
        available = wiring.credits().account(call.caller.id).available
        return Reply(QuoteView.of(order, available=available))
    job = wiring.jobs().create(order)
    return accepted(view(job), location=f"/api/jobs/{job.id}")


@router.get("/api/jobs", answers={200: JobsPage}, errors=(InvalidRequest,))
def list_jobs(call: Call[Nothing, ListJobsQuery]) -> JobsPage:
    """List your jobs, newest first or oldest first; all filters must hold.

    A page may hold fewer jobs than `limit` and still have a `next`: go on until there is none.
    """
    query = call.query
    jobs, after = wiring.reader().page(
        call.caller.id, query.filter, limit=query.limit, after=query.after_time()
    )
    return JobsPage(jobs=views(jobs), next=next_of(query, path="/api/jobs", after=after))


@router.get("/api/jobs/{job_id}", answers={200: JobView}, errors=(InvalidRequest,))
def get_job(call: Call[Nothing, GetJobQuery]) -> JobView:
    """Read one job; with `wait`, answer once it has settled, or when the time is up."""
    job_id, wait_s = call.path["job_id"], call.query.wait
    if wait_s:
        return view(wiring.reader().wait(call.caller.id, job_id, wait_s=wait_s))
    return view(wiring.reader().get(call.caller.id, job_id))


@router.get("/api/jobs/{job_id}/chain", answers={200: ChainView}, errors=(InvalidRequest,))
def get_chain(call: Call[Nothing, ChainQuery]) -> ChainView:
    """Read everything that was made from the same root, as a tree, with what each link cost."""
    query, begin, reader = call.query, call.query.after_time(), wiring.reader()
    job = reader.get(call.caller.id, call.path["job_id"])
    links, after = reader.chain(job, limit=query.limit, after=begin)
    following = next_of(query, path=f"/api/jobs/{job.id}/chain", after=after)
    return ChainView.of(job.root_job_id, links, following, wiring.videos().posters(links))


@router.get("/api/jobs/{job_id}/events", answers={200: EventsPage}, errors=(InvalidRequest,))
def list_events(call: Call[Nothing, EventsQuery]) -> EventsPage:
    """Read what happened to a job, in order."""
    job_id, query = call.path["job_id"], call.query
    found = wiring.reader().events(call.caller.id, job_id, limit=query.limit + 1, after=query.after(int, str))
    page, following = page_of(
        found, query, path=f"/api/jobs/{job_id}/events", position=lambda event: (event.n, f"{event.n:06d}")
    )
    return EventsPage(events=[EventView.of(event) for event in page], next=following)


@router.post("/api/jobs/{job_id}/cancel", answers={200: JobView}, errors=(JobNotCancelable,))
def cancel_job(call: Call[Nothing, Nothing]) -> JobView:
    """Cancel a job that nothing was paid for yet; its credits come back at once."""
    return view(wiring.jobs().cancel(call.caller.id, call.path["job_id"]))


@router.post(
    "/api/jobs/{job_id}/retry", answers={202: JobView}, errors=(*ORDER_ERRORS, JobNotSettled), paid=True
)
def retry_job_of_mine(call: Call[Nothing, Nothing]) -> Reply:
    """Order a settled job once more, at today's price; the new job says what it is a retry of."""
    key = call.key
    job = wiring.reader().get(call.caller.id, call.path["job_id"])
    again = wiring.jobs().create(wiring.orders().again(call.caller.id, job, key=key))
    return accepted(view(again), location=f"/api/jobs/{again.id}")


@router.patch("/api/jobs/{job_id}", answers={200: JobView}, errors=(InvalidRequest,))
def change_job(call: Call[ChangeJobRequest, Nothing]) -> JobView:
    """Make a job a favourite of yours, or no longer one, whatever has become of it."""
    job_id, favorite = call.path["job_id"], call.body.favorite
    return view(wiring.jobs().mark(call.caller.id, job_id, favorite=favorite))


@router.delete("/api/jobs/{job_id}", answers={204: None}, errors=(JobNotSettled,))
def delete_job(call: Call[Nothing, Nothing]) -> Reply:
    """Delete a settled job, its video and its place in the feed. The ledger keeps its entries."""
    wiring.jobs().delete(call.caller.id, call.path["job_id"])
    return no_content()
