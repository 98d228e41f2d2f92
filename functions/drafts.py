"""Drafts: what was made and is not shown yet; publish it, or take it back; the feed for everybody."""

import functions_framework
from werkzeug.wrappers import Request, Response

from functions.shown import view, views
from functions.site import site
from shared import wiring
from shared.errors import InvalidRequest, JobNotPublishable
from shared.http.call import Call, Nothing
from shared.http.paging import PageQuery, next_of, page_of
from shared.http.router import Router
from shared.http.schemas.job_view import DraftsPage, JobView
from shared.http.schemas.jobs import ListDraftsQuery
from shared.http.schemas.media import FeedItemView, FeedView

router = Router("drafts", site)


@functions_framework.http
def drafts(request: Request) -> Response:
    """Serve /api/drafts and /api/feed."""
    return router.serve(request)


@router.get("/api/drafts", answers={200: DraftsPage}, errors=(InvalidRequest,))
def list_drafts(call: Call[Nothing, ListDraftsQuery]) -> DraftsPage:
    """List every attempt of yours, from the moment it was sent; the latest change first."""
    query = call.query
    jobs, after = wiring.reader().attempts(
        call.caller.id,
        limit=query.limit,
        after=query.after_time(),
        status=query.status,
        job_type=query.job_type,
    )
    return DraftsPage(drafts=views(jobs), next=next_of(query, path="/api/drafts", after=after))


@router.post("/api/drafts/{job_id}/publish", answers={200: JobView}, errors=(JobNotPublishable,))
def publish_draft(call: Call[Nothing, Nothing]) -> JobView:
    """Show a finished video to everybody; publishing twice is once."""
    return view(wiring.drafts().publish(call.caller.id, call.path["job_id"]))


@router.post("/api/drafts/{job_id}/unpublish", answers={200: JobView})
def unpublish_draft(call: Call[Nothing, Nothing]) -> JobView:
    """Take a video out of the feed; it is a draft again."""
    return view(wiring.drafts().unpublish(call.caller.id, call.path["job_id"]))


@router.get("/api/feed", answers={200: FeedView}, errors=(InvalidRequest,), signed_in=False)
def get_feed(call: Call[Nothing, PageQuery]) -> FeedView:
    """Read what was published, newest first. Everybody may."""
    query = call.query
    found = wiring.drafts().feed(limit=query.limit + 1, after=query.after_time())
    page, following = page_of(
        found, query, path="/api/feed", position=lambda item: (item.published_at, item.id)
    )
    links = wiring.videos().feed_links(page)
    items = [FeedItemView.of(item, links[item.id]) for item in page if item.id in links]
    return FeedView(items=items, next=following)
