"""Every request a simulator was sent, and the routes by which a test reads and resets it."""

import hashlib
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from infra.local.simulators.refusal import Refusal

RECORDS_MAX = 100_000
ACCEPTED = web.RequestKey("accepted", str)
"""Set on a request that made a job: the job's id."""
DROPPED = web.RequestKey("dropped", bool)
"""Set on a request whose reply never left."""


@dataclass(frozen=True)
class Record:
    """One request, as `GET /_requests` shows it. Prompts are shown as hashes only."""

    n: int
    at: str
    method: str
    path: str
    prompt_hash: str | None
    seed: int | None
    body_sha256: str
    body_bytes: int
    status: int | None
    accepted: str | None
    took_s: float


@dataclass
class Recorder:
    """Keeps the newest records in memory."""

    records: deque[Record] = field(default_factory=lambda: deque(maxlen=RECORDS_MAX))
    count: int = 0

    def add(self, request: web.Request, body: bytes, *, status: int | None, took_s: float) -> None:
        """Note one request; `status` is None when no reply left."""
        self.count += 1
        prompt, seed = prompt_and_seed(body)
        self.records.append(
            Record(
                n=self.count,
                at=datetime.now(UTC).isoformat(),
                method=request.method,
                path=request.path,
                prompt_hash=None if prompt is None else prompt_hash(prompt),
                seed=seed,
                body_sha256=hashlib.sha256(body).hexdigest(),
                body_bytes=len(body),
                status=status,
                accepted=request.get(ACCEPTED),
                took_s=round(took_s, 4),
            )
        )

    def clear(self) -> None:
        """Forget every record; the numbering goes on."""
        self.records.clear()

    def matching(self, *, path_prefix: str, since: int) -> list[dict[str, Any]]:
        """Return the records after number `since` whose path starts with `path_prefix`."""
        return [
            asdict(record)
            for record in self.records
            if record.n > since and record.path.startswith(path_prefix)
        ]


def prompt_hash(prompt: str) -> str:
    """Return the SHA-256, in hex, of the prompt as it was sent, directives included."""
    return hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).hexdigest()


def prompt_and_seed(body: bytes) -> tuple[str | None, int | None]:
    """Find prompt and seed in a submit of either wire format; None for what is not there."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(data, dict):
        return None, None
    instances = data.get("instances")
    flat = instances[0] if isinstance(instances, list) and instances else data
    knobs = data.get("parameters", data)
    prompt = flat.get("prompt") if isinstance(flat, dict) else None
    seed = knobs.get("seed") if isinstance(knobs, dict) else None
    return (
        prompt if isinstance(prompt, str) else None,
        seed if isinstance(seed, int) else None,
    )


def is_control(request: web.Request) -> bool:
    """Tell whether `request` is for the simulator itself, not for the provider."""
    return request.path == "/" or request.path.startswith("/_")


def recording(recorder: Recorder) -> Middleware:
    """Return the middleware that records everything except the control routes."""

    @web.middleware
    async def record(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_control(request):
            return await handler(request)
        begun, body, status = time.monotonic(), b"", None
        try:
            body = await request.read()
            response = await handler(request)
            status = None if request.get(DROPPED) else response.status
        except (web.HTTPException, Refusal) as error:
            status = error.status
            raise
        else:
            return response
        finally:
            recorder.add(request, body, status=status, took_s=time.monotonic() - begun)

    return record


def control_routes(
    recorder: Recorder,
    *,
    provider: str,
    jobs: Callable[[], list[dict[str, Any]]],
    webhooks: Callable[[], list[dict[str, Any]]],
    reset: Callable[[], Awaitable[None]],
) -> list[web.RouteDef]:
    """Return the routes that no provider has: `/` and all under `/_`."""

    async def get_requests(request: web.Request) -> web.Response:
        since = request.query.get("since", "0")
        if not since.isdigit():
            raise web.HTTPBadRequest(text="since must be a record's number")
        prefix = request.query.get("path_prefix", "")
        return web.json_response(recorder.matching(path_prefix=prefix, since=int(since)))

    async def get_jobs(_request: web.Request) -> web.Response:
        return web.json_response(jobs())

    async def get_webhooks(_request: web.Request) -> web.Response:
        return web.json_response(webhooks())

    async def post_reset(_request: web.Request) -> web.Response:
        await reset()
        recorder.clear()
        return web.json_response({"reset": True})

    async def get_health(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "provider": provider})

    return [
        web.get("/_requests", get_requests),
        web.get("/_jobs", get_jobs),
        web.get("/_webhooks", get_webhooks),
        web.post("/_reset", post_reset),
        web.get("/_health", get_health),
        web.get("/", get_health),
    ]
