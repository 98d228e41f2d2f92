"""The API's description, OpenAPI 3.1, from the same routes and models that serve it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from shared.http.call import Nothing
from shared.http.openapi.parameters import parameters
from shared.http.openapi.responses import responses
from shared.http.openapi.schemas import ref, schemas
from shared.http.route import Route
from shared.http.router import Router

VERSION = "0.1.0"


def document(routers: Sequence[Router], inputs: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    """Return the description of every route; the same routes give the same document.

    `inputs` are what the job types take, by their names.
    """
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
            "schemas": schemas((route for _, route in routes), inputs),
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
        "parameters": parameters(route),
    }
    if route.method != "GET" and route.body is not Nothing:
        schema = {} if route.body is bytes else ref(route.body)
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation["responses"] = responses(route)
    if not route.signed_in:
        operation["security"] = []
    return operation
