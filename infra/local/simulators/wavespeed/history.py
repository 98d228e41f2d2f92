"""The routes over many predictions: history and delete."""

from datetime import datetime
from typing import Any

from aiohttp import web

from infra.local.simulators.jobs import Job, Jobs
from infra.local.simulators.refusal import Refusal
from infra.local.simulators.schema import Property, problems
from infra.local.simulators.wavespeed.prediction import envelope, shown
from infra.local.simulators.wire import json_object

PAGE_SIZE = 20
FILTERS: dict[str, Property] = {
    "page": {"type": "integer", "minimum": 1, "maximum": 100_000},
    "page_size": {"type": "integer", "minimum": 1, "maximum": 100},
    "model": {"type": "string"},
    "status": {"type": "string"},
    "created_after": {"type": "string"},
    "created_before": {"type": "string"},
    "include_inputs": {"type": "boolean"},
}


def routes(jobs: Jobs) -> list[web.RouteDef]:
    """Return the routes, bound to `jobs`."""

    async def post_history(request: web.Request) -> web.Response:
        wanted = await json_object(request)
        found = problems(wanted, FILTERS, ["page", "page_size"]) or _bad_times(wanted)
        if found:
            raise Refusal(400, "; ".join(found))
        return web.json_response(envelope(page_of(jobs.newest_first(), wanted)))

    async def post_delete(request: web.Request) -> web.Response:
        ids = (await json_object(request)).get("ids")
        if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
            raise Refusal(400, "property 'ids' must be a list of strings")
        gone = [one for one in ids if jobs.by_id.pop(one, None) is not None]
        return web.json_response(envelope({"deleted_count": len(gone)}))

    return [
        web.post("/api/v3/predictions", post_history),
        web.post("/api/v3/predictions/delete", post_delete),
    ]


def page_of(jobs: list[Job], wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the page of `jobs`, newest first, that the filters leave."""
    kept = [job for job in jobs if _passes(job, wanted)]
    size = wanted.get("page_size", PAGE_SIZE)
    begin = (wanted.get("page", 1) - 1) * size
    items = []
    for job in kept[begin : begin + size]:
        item = shown(job)
        if wanted.get("include_inputs"):
            item["inputs"] = job.inputs
        items.append(item)
    return {"page": wanted.get("page", 1), "total": len(kept), "items": items}


def _passes(job: Job, wanted: dict[str, Any]) -> bool:
    made_at = datetime.fromisoformat(job.created_at)
    after, before = wanted.get("created_after"), wanted.get("created_before")
    return (
        "gone" not in job.directives
        and wanted.get("model") in (None, job.model)
        and wanted.get("status") in (None, shown(job)["status"])
        and (after is None or made_at >= datetime.fromisoformat(after))
        and (before is None or made_at <= datetime.fromisoformat(before))
    )


def _bad_times(wanted: dict[str, Any]) -> list[str]:
    bad = []
    for name in ("created_after", "created_before"):
        try:
            moment = datetime.fromisoformat(wanted.get(name, "2026-01-01T00:00:00Z"))
        except ValueError:
            bad.append(f"property '{name}' must be an RFC 3339 time")
        else:
            if moment.tzinfo is None:
                bad.append(f"property '{name}' needs a time zone")
    return bad
