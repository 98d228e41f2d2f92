"""The REST side: the protocol's own mapping of its methods to paths and JSON."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web
from google.protobuf import json_format

from infra.local.cloud_tasks.errors import ApiError, invalid
from infra.local.cloud_tasks.messages import RequestMessage
from infra.local.cloud_tasks.service import Method

# A task of 1 MB in base64, and room to refuse larger ones in clear words.
BODY_MAX_BYTES = 16 * 1024 * 1024
_LOCATION = "projects/{project}/locations/{location}"
_QUEUE = _LOCATION + "/queues/{queue:[^/:]+}"
_TASK = _QUEUE + "/tasks/{task:[^/:]+}"
# Parameters that steer the answer's form, or that gateways add; none belongs to a request.
_SYSTEM_PARAMETERS = frozenset(
    {"alt", "fields", "key", "prettyPrint", "quotaUser", "access_token", "callback", "uploadType"}
)


@dataclass(frozen=True, slots=True)
class Route:
    """One path: which method it calls, where its name goes, and what its body is."""

    verb: str
    path: str
    method: str
    name_field: str
    body: str = ""  # "*": the whole request; else the field that the body is


ROUTES = (
    Route("POST", f"{_LOCATION}/queues", "CreateQueue", "parent", "queue"),
    Route("GET", f"{_LOCATION}/queues", "ListQueues", "parent"),
    Route("GET", _QUEUE, "GetQueue", "name"),
    Route("PATCH", _QUEUE, "UpdateQueue", "queue.name", "queue"),
    Route("DELETE", _QUEUE, "DeleteQueue", "name"),
    Route("POST", f"{_QUEUE}:purge", "PurgeQueue", "name", "*"),
    Route("POST", f"{_QUEUE}:pause", "PauseQueue", "name", "*"),
    Route("POST", f"{_QUEUE}:resume", "ResumeQueue", "name", "*"),
    Route("POST", f"{_QUEUE}/tasks", "CreateTask", "parent", "*"),
    Route("GET", f"{_QUEUE}/tasks", "ListTasks", "parent"),
    Route("GET", _TASK, "GetTask", "name"),
    Route("DELETE", _TASK, "DeleteTask", "name"),
    Route("POST", f"{_TASK}:run", "RunTask", "name", "*"),
)


def add_rest_routes(app: web.Application, methods: Mapping[str, Method]) -> None:
    """Serve every method under /v2/."""
    for route in ROUTES:
        app.router.add_route(route.verb, f"/v2/{route.path}", _endpoint(route, methods[route.method]))


def _endpoint(route: Route, method: Method) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def endpoint(request: web.Request) -> web.StreamResponse:
        try:
            message = _parse(route, method, request, await request.read())
            answer = await method.answer(message)
        except ApiError as error:
            return _refusal(error)
        text = json_format.MessageToJson(answer, use_integers_for_enums=_wants_numbers(request))
        return web.Response(text=text, content_type="application/json")

    return endpoint


def _parse(route: Route, method: Method, request: web.Request, body: bytes) -> RequestMessage:
    message = method.request_class()
    try:
        if route.body and body:
            target = message if route.body == "*" else getattr(message, route.body)
            json_format.Parse(body, target)
        _read_query(message, request.query)
    except (json_format.ParseError, ValueError, RecursionError) as error:
        raise invalid(f"Invalid JSON payload received. {error}"[:1000]) from error
    # What follows the last variable of the path is not part of the name.
    name = request.path.removeprefix("/v2/").removesuffix(route.path.rpartition("}")[2])
    *outer, last = route.name_field.split(".")
    setattr(getattr(message, outer[0]) if outer else message, last, name)
    return message


def _read_query(message: RequestMessage, query: Mapping[str, str]) -> None:
    for key, value in query.items():
        if key.startswith("$") or key in _SYSTEM_PARAMETERS:
            continue
        if key in {"updateMask", "update_mask"}:
            message.update_mask.paths.extend(_snake(path) for path in value.split(",") if path)
        else:
            json_format.ParseDict({key: value}, message)


def _snake(path: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in path)


def _wants_numbers(request: web.Request) -> bool:
    return "enum-encoding=int" in request.query.get("$alt", "")


def _refusal(error: ApiError) -> web.Response:
    status = error.http_status
    body = {"error": {"code": status.value, "message": error.message, "status": error.code.name}}
    return web.json_response(body, status=status)
