"""What every HTTP function shares: the pages that may call, and how callers prove who they are."""

from functools import cache

from shared import wiring
from shared.http.auth import FirebaseSignIn
from shared.http.router import Site


@cache
def site() -> Site:
    """Return the site, made from the settings at the first request."""
    settings = wiring.settings()
    project = settings.google_cloud_project
    return Site(origins=frozenset(settings.allowed_origins), sign_in=FirebaseSignIn(project), project=project)
