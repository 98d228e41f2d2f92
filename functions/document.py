"""The API's description, made once from every public router."""

import json
import sys
from functools import cache

from functions import callbacks, credits, drafts, jobs, videos  # noqa: A004 - a function's name
from shared.http import openapi
from shared.job_types import JOB_TYPES

ROUTERS = (jobs.router, drafts.router, credits.router, videos.router, callbacks.router)


@cache
def document() -> str:
    """Return the OpenAPI document as JSON."""
    inputs = {name: job_type.input for name, job_type in JOB_TYPES.items()}
    return json.dumps(openapi.document(ROUTERS, inputs), ensure_ascii=False)


if __name__ == "__main__":
    sys.stdout.write(f"{document()}\n")
