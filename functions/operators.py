"""For operators, by `gcloud functions call`. IAM protects these: who may invoke them may do what they do.

They are not behind the public origin; `functions.toml` gives them no routes and only operators run.invoker.
"""

import functions_framework
from werkzeug.wrappers import Request, Response

from functions.site import site
from shared import wiring
from shared.clock import utc_now
from shared.errors import IdempotencyKeyReused, InvalidRequest, JobNotCancelable, NotFound
from shared.http.call import Call, Nothing
from shared.http.operator import actor_of
from shared.http.router import Router
from shared.http.schemas.credits import EntryView
from shared.http.schemas.operators import (
    GrantRequest,
    MendAccountRequest,
    MendedView,
    RecoveredView,
    RecoverJobsRequest,
    RetryJobRequest,
)
from shared.http.schemas.reports import DrivenView
from shared.services.recovery import Which

retrying = Router("retry_job", site)
granting = Router("grant_credits", site)
recovering = Router("recover_jobs", site)
mending = Router("mend_account", site)


@functions_framework.http
def retry_job(request: Request) -> Response:
    """Drive one job again under a new epoch."""
    return retrying.serve(request)


@functions_framework.http
def grant_credits(request: Request) -> Response:
    """Give an account credits, once per key."""
    return granting.serve(request)


@functions_framework.http
def recover_jobs(request: Request) -> Response:
    """Drive all unsettled jobs again, with their time anew: after an outage or a restore."""
    return recovering.serve(request)


@functions_framework.http
def mend_account(request: Request) -> Response:
    """Set an account to what its entries add up to."""
    return mending.serve(request)


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


@recovering.post("/", answers={200: RecoveredView}, errors=(InvalidRequest,), signed_in=False)
def recover(call: Call[RecoverJobsRequest, Nothing]) -> RecoveredView:
    """Send jobs again; each one's event says who did it and why."""
    asked, actor = call.body, actor_of(call.request.headers)
    which = Which(
        provider=asked.provider,
        restored=asked.restored,
        since=asked.since or utc_now(),
        reason=asked.reason,
        actor=actor,
    )
    return RecoveredView.of(wiring.recovery().run(which))


@mending.post("/", answers={200: MendedView}, errors=(InvalidRequest, NotFound), signed_in=False)
def mend(call: Call[MendAccountRequest, Nothing]) -> MendedView:
    """Compare an account with its entries, and set it to them if that is wished."""
    asked, actor = call.body, actor_of(call.request.headers)
    mended = wiring.mending().mend(asked.account_id, reason=asked.reason, actor=actor, write=asked.write)
    return MendedView.of(mended)
