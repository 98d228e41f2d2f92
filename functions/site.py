"""What every HTTP function shares: the pages that may call, and how callers prove who they are."""

from functools import cache

import flask
import functions_framework
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from shared import wiring
from shared.clock import utc_now
from shared.http import problem, reply
from shared.http.app_check import AppCheck, FirebaseVerifier
from shared.http.auth import FirebaseSignIn
from shared.http.rate_limiter import RateLimiter
from shared.http.router import Site
from shared.log import trace_id_of, traced
from shared.model.rate import Rate


@cache
def site() -> Site:
    """Return the site, made from the settings at the first request."""
    settings = wiring.settings()
    project = settings.google_cloud_project
    of_accounts = Rate.per_minute(settings.requests_per_minute)
    of_addresses = Rate.per_minute(settings.address_requests_per_minute)
    return Site(
        origins=frozenset(settings.allowed_origins),
        sign_in=FirebaseSignIn(project),
        app_check=AppCheck(settings.app_check, FirebaseVerifier(project)),
        project=project,
        accounts=RateLimiter(of_accounts, whose="account", now=utc_now),
        addresses=RateLimiter(of_addresses, whose="network address", now=utc_now),
        forwarded_hops=settings.forwarded_hops,
        declared_max_bytes=settings.declared_max_bytes,
    )


def speak_for_the_framework() -> None:
    """Let what the framework refuses before a function is asked be a problem document like any other.

    A line break in an address, for one. The framework runs `main.py` inside the application it serves.
    """
    if flask.has_app_context():
        functions_framework.errorhandler(HTTPException)(_refused)


def _refused(error: HTTPException) -> Response:
    headers = flask.request.headers
    trace_id = trace_id_of(headers.get("traceparent", ""), headers.get("X-Cloud-Trace-Context", ""))
    with traced(trace_id, project=site().project):
        return reply.secure(problem.response_of(error))
