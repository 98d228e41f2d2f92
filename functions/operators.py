"""For operators, by `gcloud functions call`. IAM protects these: who may invoke them may do what they do.

They are not behind the public origin; `functions.toml` gives them no routes and only operators run.invoker.
"""

import functions_framework
from werkzeug.wrappers import Request, Response

from functions.site import site
from shared import wiring
from shared.errors import IdempotencyKeyReused, InvalidRequest, JobNotCancelable
from shared.http.call import Call, Nothing
from shared.http.operator import actor_of
from shared.http.router import Router
from shared.http.schemas.credits import EntryView, GrantRequest, RetryJobRequest
from shared.http.schemas.reports import DrivenView

retrying = Router("retry_job", site)
granting = Router("grant_credits", site)


@functions_framework.http
def retry_job(request: Request) -> Response:
    """Drive one job again under a new epoch."""
    return retrying.serve(request)


@functions_framework.http
def grant_credits(request: Request) -> Response:
    """Give an account credits, once per key."""
    return granting.serve(request)


@retrying.post("/", answers={200: DrivenView}, errors=(InvalidRequest, JobNotCancelable), signed_in=False)
def redrive_job(call: Call[RetryJobRequest, Nothing]) -> DrivenView:
    """Send an unsettled job again; the event says who did it and why."""
    actor = actor_of(call.request.headers)
    return DrivenView.of(wiring.jobs().redrive(call.body.job_id, reason=call.body.reason, actor=actor))


@granting.post("/", answers={200: EntryView}, errors=(InvalidRequest, IdempotencyKeyReused), signed_in=False)
def grant(call: Call[GrantRequest, Nothing]) -> EntryView:
    """Post one grant; the same key again answers with the same entry."""
    asked, actor = call.body, actor_of(call.request.headers)
    entry = wiring.credits().grant(
        asked.account_id, amount=asked.amount, key=asked.key, reason=asked.reason, actor=actor
    )
    return EntryView.of(entry)
