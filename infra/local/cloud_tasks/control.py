"""Routes beside the protocol: certificates, health, faults and counts for tests."""

from aiohttp import web

from infra.local.cloud_tasks.faults import Fault, Faults
from infra.local.cloud_tasks.store import Store
from infra.local.cloud_tasks.tokens import Tokens


def add_control_routes(app: web.Application, store: Store, faults: Faults, tokens: Tokens) -> None:
    """Serve /certs, /healthz, /_faults and /_tasks."""

    async def certificates(_request: web.Request) -> web.Response:
        return web.json_response(tokens.certificates())

    async def health(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def counts(_request: web.Request) -> web.Response:
        return web.json_response({queue.id: queue.counts() for queue in store.queues.values()})

    async def add_fault(request: web.Request) -> web.Response:
        try:
            faults.add(Fault.model_validate_json(await request.read()))
        except ValueError as error:  # pydantic's errors are these, too
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({}, status=201)

    async def clear_faults(_request: web.Request) -> web.Response:
        faults.clear()
        return web.json_response({})

    app.router.add_get("/certs", certificates)
    app.router.add_get("/healthz", health)
    app.router.add_get("/_tasks", counts)
    app.router.add_post("/_faults", add_fault)
    app.router.add_delete("/_faults", clear_faults)
