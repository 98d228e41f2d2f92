"""Credits: the balance, the ledger, prices, and the proof that all adds up; models; the API itself."""

import functions_framework
from werkzeug.wrappers import Request, Response

from functions.site import site
from shared import wiring
from shared.clock import utc_now
from shared.errors import InvalidRequest, NotFound, SourceNotUsable
from shared.http.call import Call, Nothing
from shared.http.paging import page_of
from shared.http.reply import Reply
from shared.http.router import Router
from shared.http.schemas.credits import (
    AuditView,
    CheckQuery,
    CheckView,
    CreditsView,
    EntryView,
    LedgerPage,
    LedgerQuery,
)
from shared.http.schemas.models import ModelsView
from shared.http.schemas.openapi import OpenApiDocument

MODELS_CACHE_S = 60
DOCUMENT_CACHE_S = 300

router = Router("credits", site)


@functions_framework.http
def credits(request: Request) -> Response:  # noqa: A001 - the function's name in the cloud
    """Serve /api/credits, /api/models and /api/openapi.json."""
    return router.serve(request)


@router.get("/api/credits", answers={200: CreditsView})
def get_credits(call: Call[Nothing, Nothing]) -> CreditsView:
    """Read your balance."""
    shop = wiring.settings().buy_url
    return CreditsView.of(wiring.credits().account(call.caller.id), shop=shop)


@router.get("/api/credits/ledger", answers={200: LedgerPage}, errors=(InvalidRequest,))
def get_ledger(call: Call[Nothing, LedgerQuery]) -> LedgerPage:
    """Read every change of your balance, newest first; with `kind`, those of one kind."""
    query = call.query
    found = wiring.credits().ledger(
        call.caller.id, limit=query.limit + 1, after=query.after(int, str), kind=query.kind
    )
    page, following = page_of(
        found, query, path="/api/credits/ledger", position=lambda entry: (entry.n, entry.id)
    )
    return LedgerPage(entries=[EntryView.of(entry) for entry in page], next=following)


@router.get(
    "/api/credits/check", answers={200: CheckView}, errors=(InvalidRequest, NotFound, SourceNotUsable)
)
def check_credits(call: Call[Nothing, CheckQuery]) -> CheckView:
    """Ask what something would cost: the job type, and the fields of its input as parameters."""
    query = call.query
    price = wiring.orders().price(call.caller.id, job_type=query.job_type, input=query.input)
    return CheckView.of(price=price.credits, available=wiring.credits().account(call.caller.id).available)


@router.get("/api/credits/audit", answers={200: AuditView})
def audit_credits(call: Call[Nothing, Nothing]) -> AuditView:
    """Add up your whole ledger and compare it with your balance."""
    return AuditView.of(wiring.credits().audit(call.caller.id))


@router.get("/api/models", answers={200: ModelsView}, signed_in=False, cache_s=MODELS_CACHE_S)
def list_models(_call: Call[Nothing, Nothing]) -> ModelsView:
    """Read what can be ordered, and what it costs."""
    return ModelsView.of(wiring.catalog(), on=utc_now().date())


@router.get("/api/openapi.json", answers={200: OpenApiDocument}, signed_in=False, cache_s=DOCUMENT_CACHE_S)
def get_openapi(_call: Call[Nothing, Nothing]) -> Reply:
    """Read this API's description, OpenAPI 3.1."""
    from functions.document import document  # noqa: PLC0415 - it describes this module, too

    return Reply(document())
