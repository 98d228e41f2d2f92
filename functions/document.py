"""The API's description, made once from every public router."""

import json
from functools import cache

from functions import callbacks, credits, drafts, jobs, videos  # noqa: A004 - a function's name
from shared.http import openapi

ROUTERS = (jobs.router, drafts.router, credits.router, videos.router, callbacks.router)


@cache
def document() -> str:
    """Return the OpenAPI document as JSON."""
    return json.dumps(openapi.document(ROUTERS), ensure_ascii=False)
