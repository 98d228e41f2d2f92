"""What happens by the clock. IAM lets only the scheduler's account call these in the cloud."""

import functions_framework
from werkzeug.wrappers import Request, Response

from functions.site import site
from shared import wiring
from shared.http.call import Call, Nothing
from shared.http.router import Router
from shared.http.schemas.reports import ReconcileView, SweepView

sweeping = Router("sweep", site)
reconciling = Router("reconcile", site)


@functions_framework.http
def sweep(request: Request) -> Response:
    """Bring every orphan one step towards its end. Every minute."""
    return sweeping.serve(request)


@functions_framework.http
def reconcile(request: Request) -> Response:
    """Prove that every account's entries add up to its balance. Every night."""
    return reconciling.serve(request)


@sweeping.post("/", answers={200: SweepView}, signed_in=False)
def run_sweep(_call: Call[bytes, Nothing]) -> SweepView:
    """Sweep once."""
    report = wiring.sweep().run()
    return SweepView(driven=report.driven, failed=report.failed, tidied=report.tidied, spared=report.spared)


@reconciling.post("/", answers={200: ReconcileView}, signed_in=False)
def run_reconcile(_call: Call[bytes, Nothing]) -> ReconcileView:
    """Audit every account."""
    report = wiring.reconcile().run()
    return ReconcileView(accounts=report.accounts, drifted=len(report.drifted))
