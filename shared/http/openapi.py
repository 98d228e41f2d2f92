"""The API's description, OpenAPI 3.1, from the same routes and models that serve it."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from shared.errors import (
    InvalidRequest,
    NotAuthenticated,
    NotFound,
    PayloadTooLarge,
    RequestError,
    Unavailable,
)
from shared.http import problem
from shared.http.call import KEY_PATTERN, Nothing
from shared.http.route import PARTS, Route
from shared.http.router import Router

VERSION = "0.1.0"
_REF = "#/components/schemas/{model}"
_PROBLEM = {"$ref": "#/components/schemas/Problem"}

_KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Your name for this request: a new one for each new request, the same one when you repeat "
    "it. The same key and body are the same job, for ever. Not needed with validate_only.",
    "schema": {
        "type": "string",
        "pattern": KEY_PATTERN,
        "examples": ["6f1c2d1e-6a0f-4c57-9a43-7f7d1c6b9f10"],
    },
}


def document(routers: Sequence[Router]) -> dict[str, Any]:
    """Return the description of every route of `routers`; the same routes give the same document."""
    routes = [(router.function, route) for router in routers for route in router.routes]
    paths: dict[str, dict[str, Any]] = {}
    for function, route in sorted(routes, key=lambda pair: pair[1].path):
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(function, route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dailies",
            "version": VERSION,
            "description": "AI video, paid with credits. One request costs once; what fails costs nothing.",
        },
        "servers": [{"url": "/"}],
        "security": [{"firebase": []}],
        "tags": [{"name": router.function} for router in routers],
        "paths": paths,
        "components": {
            "schemas": _schemas(route for _, route in routes),
            "securitySchemes": {
                "firebase": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "A Firebase ID token; it lives for an hour.",
                }
            },
        },
    }


def _operation(function: str, route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "tags": [function],
        "summary": (route.handler.__doc__ or "").strip().partition("\n")[0],
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
    }
    if route.paid:
        operation["parameters"].append(_KEY_PARAMETER)
    if route.method != "GET" and route.body is not Nothing:
        schema = {} if route.body is bytes else {"$ref": _REF.format(model=route.body.__name__)}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation["responses"] = _responses(route)
    if not route.signed_in:
        operation["security"] = []
    return operation


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": f"The id of a {PARTS[name].noun} of yours.",
            "schema": {"type": "string", "pattern": f"^{PARTS[name].pattern.pattern}$"},
        }
        for name in route.parts
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    schema = route.query.model_json_schema()
    required = schema.get("required", [])
    found = []
    for name, said in schema.get("properties", {}).items():
        shape = _without_null(said)
        parameter = {"name": name, "in": "query", "required": name in required, "schema": shape}
        if name in _QUERY_WORDS:
            parameter["description"] = _QUERY_WORDS[name]
        found.append(parameter)
    if schema.get("additionalProperties") is True:
        found.append(_FREE_PARAMETERS)
    return found


_QUERY_WORDS = {
    "wait": "A long poll: answer once the job has settled, or after this many seconds.",
    "cursor": "Where the page begins: take the ready address from `next`.",
    "limit": "How many at most.",
    "validate_only": "Answer what it would cost (200) and store nothing.",
}
_FREE_PARAMETERS = {
    "name": "input",
    "in": "query",
    "style": "form",
    "explode": True,
    "description": "The fields of the job type's input, each as a parameter of its own.",
    "schema": {"type": "object", "additionalProperties": {"type": ["string", "integer", "boolean"]}},
}


def _without_null(said: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter's schema: absence, not null, says that it was not given."""
    kinds = [kind for kind in said.get("anyOf", []) if kind != {"type": "null"}]
    kept = {key: value for key, value in said.items() if key not in ("anyOf", "title")}
    if kept.get("default", ...) is None:
        del kept["default"]
    return {**kept, **(kinds[0] if kinds else {})}


def _responses(route: Route) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, view in route.answers.items():
        responses[str(status)] = _answer(status, view)
    if route.cache_s is not None:
        responses["304"] = {"description": "What you have, by its ETag, is still so."}
    by_status: dict[int, list[type[RequestError]]] = {}
    for error in dict.fromkeys((*route.errors, *_errors_of_all(route))):
        by_status.setdefault(problem.STATUS[error], []).append(error)
    for status, errors in sorted(by_status.items()):
        responses[str(status)] = _refusal(errors)
    responses["default"] = {
        "description": "Unforeseen.",
        "content": {problem.MEDIA_TYPE: {"schema": _PROBLEM}},
    }
    return responses


def _errors_of_all(route: Route) -> Iterable[type[RequestError]]:
    """Return the errors that the router itself answers with."""
    if route.method != "GET":
        yield InvalidRequest
        yield PayloadTooLarge
    if route.query is not Nothing:
        yield InvalidRequest
    if route.signed_in:
        yield NotAuthenticated
    if route.parts:
        yield NotFound
    yield Unavailable


def _answer(status: int, view: type[BaseModel] | None) -> dict[str, Any]:
    described = "Done." if view is None else (view.__doc__ or "").strip().partition("\n")[0]
    answer: dict[str, Any] = {"description": described}
    if view is not None:
        answer["content"] = {"application/json": {"schema": {"$ref": _REF.format(model=view.__name__)}}}
    if status in (201, 202):
        schema = {"type": "string", "format": "uri-reference"}
        answer["headers"] = {"Location": {"description": "Where to follow it.", "schema": schema}}
    return answer


def _refusal(errors: list[type[RequestError]]) -> dict[str, Any]:
    examples = {problem.kebab(error): {"value": _example(error)} for error in errors}
    answer: dict[str, Any] = {
        "description": " ".join(problem.title_of(error) for error in errors),
        "content": {problem.MEDIA_TYPE: {"schema": _PROBLEM, "examples": examples}},
    }
    if problem.STATUS[errors[0]] in (429, 503):
        schema = {"type": "integer", "minimum": 1}
        answer["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": schema}}
    return answer


def _example(error: type[RequestError]) -> dict[str, Any]:
    kebab = problem.kebab(error)
    return {
        "type": problem.TYPES + kebab,
        "title": problem.title_of(error),
        "status": problem.STATUS[error],
        "detail": "What happened, and what to do.",
        "code": kebab.replace("-", "_"),
        **_EXTRAS.get(problem.STATUS[error], {}),
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    }


_EXTRAS: dict[int, dict[str, Any]] = {
    400: {"errors": [{"field": "input.duration_s", "message": "is missing. Add it."}]},
    402: {"needed": 10, "available": 4, "short": 6},
}


def _schemas(routes: Iterable[Route]) -> dict[str, Any]:
    wanted: set[tuple[type[BaseModel], JsonSchemaMode]] = set()
    for route in routes:
        wanted |= {(view, "serialization") for view in route.answers.values() if view is not None}
        if route.method != "GET" and isinstance(route.body, type) and issubclass(route.body, BaseModel):
            wanted.add((route.body, "validation"))
    wanted = {pair for pair in wanted if pair[0] is not Nothing}
    ordered = sorted(wanted, key=lambda pair: pair[0].__name__)
    _, found = models_json_schema(ordered, ref_template=_REF)
    return dict(sorted({**found["$defs"], "Problem": _PROBLEM_SCHEMA}.items()))


_TEXT = {"type": "string"}
_PROBLEM_SCHEMA = {
    "type": "object",
    "description": "Why a request was not carried out (RFC 9457), and what to do about it.",
    "required": ["type", "title", "status", "detail", "code", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "For people: what happened, and what to do."},
        "code": {"type": "string", "description": "For programs."},
        "trace_id": {"type": "string", "description": "Quote it when you report the problem."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": _TEXT, "message": _TEXT},
            },
        },
    },
    "additionalProperties": True,
}
