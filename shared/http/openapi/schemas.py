"""The shapes of bodies, from the models that read and write them."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from shared.http.call import Nothing
from shared.http.problem import CODES
from shared.http.route import Route
from shared.http.schemas.jobs import CreateJobRequest

_REF = "#/components/schemas/{model}"
PROBLEM = {"$ref": _REF.format(model="Problem")}


def ref(model: type[BaseModel]) -> dict[str, str]:
    """Return the reference to a model's schema."""
    return {"$ref": _REF.format(model=model.__name__)}


def schemas(routes: Iterable[Route], inputs: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    """Return every schema that `routes` refer to, by name; an order is one of a job type with its input."""
    wanted: set[tuple[type[BaseModel], JsonSchemaMode]] = {(model, "validation") for model in inputs.values()}
    for route in routes:
        wanted |= {(view, "serialization") for view in route.answers.values() if isinstance(view, type)}
        if route.method != "GET" and isinstance(route.body, type) and issubclass(route.body, BaseModel):
            wanted.add((route.body, "validation"))
    wanted = {pair for pair in wanted if pair[0] is not Nothing}
    ordered = sorted(wanted, key=lambda pair: pair[0].__name__)
    _, found = models_json_schema(ordered, ref_template=_REF)
    order = found["$defs"][CreateJobRequest.__name__]
    orders = {f"{model.__name__}Order": _order(order, name, model) for name, model in inputs.items()}
    order_refs = [{"$ref": _REF.format(model=name)} for name in orders]
    mapping = {name: one["$ref"] for name, one in zip(inputs, order_refs, strict=True)}
    found["$defs"] |= orders
    found["$defs"][CreateJobRequest.__name__] = {
        "description": order["description"],
        "oneOf": order_refs,
        "discriminator": {"propertyName": "job_type", "mapping": mapping},
    }
    return dict(sorted({**found["$defs"], "Problem": _PROBLEM_SCHEMA}.items()))


def _order(order: Mapping[str, Any], job_type: str, model: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of an order of one job type."""
    named = {"type": "string", "const": job_type}
    return {
        **{key: value for key, value in order.items() if key not in ("title", "description")},
        "description": (model.__doc__ or "").strip().partition("\n")[0],
        "properties": {**order["properties"], "job_type": named, "input": ref(model)},
    }


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
        "code": {"type": "string", "enum": list(CODES), "description": "For programs."},
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
