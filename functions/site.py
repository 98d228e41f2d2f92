"""What every HTTP function shares: the pages that may call, and how callers prove who they are."""

from functools import cache

from shared import wiring
from shared.clock import utc_now
from shared.http.auth import FirebaseSignIn
from shared.http.rate_limiter import RateLimiter
from shared.http.router import Site
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
        project=project,
        accounts=RateLimiter(of_accounts, whose="account", now=utc_now),
        addresses=RateLimiter(of_addresses, whose="network address", now=utc_now),
        forwarded_hops=settings.forwarded_hops,
    )
