"""What Eventarc does: a Pub/Sub push becomes a binary CloudEvent for the function.

The emulator pushes raw JSON without CloudEvent headers. The body stays as it is; headers are added;
the function's status goes back, so that Pub/Sub acknowledges or delivers again.
"""

import json
import logging
from typing import Any

import aiohttp
from aiohttp import web

from infra.local.function_table import FunctionTable
from infra.local.layout import Addresses
from infra.local.patience import until_connected

log = logging.getLogger(__name__)

EVENT_TYPE = "google.cloud.pubsub.topic.v1.messagePublished"
# A message holds at most 10 MB, a third more as base64, and its attributes.
BODY_MAX_BYTES = 16 * 1024 * 1024


def push_endpoint(relay: str, function: str, *, project: str, topic: str) -> str:
    """Return where the subscription of `function` pushes to."""
    return f"{relay}/{function}/projects/{project}/topics/{topic}"


def event_headers(message: dict[str, Any], *, project: str, topic: str) -> dict[str, str]:
    """Return the headers of a binary CloudEvent."""
    return {
        "ce-specversion": "1.0",
        "ce-id": str(message["messageId"]),
        "ce-type": EVENT_TYPE,
        "ce-source": f"//pubsub.googleapis.com/projects/{project}/topics/{topic}",
        "ce-time": str(message["publishTime"]),
        "content-type": "application/json",
    }


def relay_app(addresses: Addresses, table: FunctionTable, session: aiohttp.ClientSession) -> web.Application:
    """Make the relay's server."""
    functions = {function.name: function for function in table.triggered_by("pubsub")}

    async def deliver(request: web.Request) -> web.Response:
        function = functions.get(request.match_info["function"])
        if function is None:
            return web.Response(status=404, text="no such function")
        body = await request.read()
        try:
            headers = event_headers(
                json.loads(body)["message"],
                project=request.match_info["project"],
                topic=request.match_info["topic"],
            )
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400, text="not a Pub/Sub push")
        timeout = aiohttp.ClientTimeout(total=function.timeout_s)
        url = f"{addresses.function_url(function.name)}/"
        try:
            async with await until_connected(
                lambda: session.post(url, data=body, headers=headers, timeout=timeout)
            ) as answer:
                return web.Response(status=answer.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("%s did not take a message: %r", function.name, error)
            return web.Response(status=503)

    app = web.Application(client_max_size=BODY_MAX_BYTES)
    app.router.add_post("/{function}/projects/{project}/topics/{topic}", deliver)
    return app
