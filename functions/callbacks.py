"""Providers call back: a hint, never a fact; it brings the next poll forward."""

import functions_framework
from werkzeug.wrappers import Request, Response

from functions.site import site
from shared import wiring
from shared.errors import NotAuthenticated
from shared.http.call import Call, Nothing
from shared.http.reply import Reply, no_content
from shared.http.router import Router

router = Router("callbacks", site)


@functions_framework.http
def callbacks(request: Request) -> Response:
    """Serve /api/callbacks."""
    return router.serve(request)


@router.post(
    "/api/callbacks/wavespeed/{job_id}", answers={204: None}, errors=(NotAuthenticated,), signed_in=False
)
def receive_wavespeed(call: Call[bytes, Nothing]) -> Reply:
    """Take WaveSpeed's word that a prediction changed. The signature over the raw body is the sign-in."""
    headers = {name.lower(): value for name, value in call.request.headers.items()}
    wiring.callbacks().wavespeed(headers, call.body, call.path["job_id"])
    return no_content()
