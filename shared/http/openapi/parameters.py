"""What a request may carry besides its body."""

from typing import Any

from shared.http.call import KEY_PATTERN
from shared.http.route import PARTS, Route

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

_RANGE_PARAMETERS = [
    {
        "name": "Range",
        "in": "header",
        "required": False,
        "description": "The part that is missing, as in `bytes=1000-`; one at a time.",
        "schema": {"type": "string", "examples": ["bytes=1000-"]},
    },
    {
        "name": "If-Range",
        "in": "header",
        "required": False,
        "description": "The ETag of what you have a part of; if it has changed, all of it comes anew.",
        "schema": {"type": "string"},
    },
]


def parameters(route: Route) -> list[dict[str, Any]]:
    """Return the parameters of a route: of its address, its query and its headers."""
    return [
        *_of_path(route),
        *_of_query(route),
        *([_KEY_PARAMETER] if route.paid else []),
        *(_RANGE_PARAMETERS if 206 in route.answers else []),
    ]


def _of_path(route: Route) -> list[dict[str, Any]]:
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


def _of_query(route: Route) -> list[dict[str, Any]]:
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
    "words": "All of these words are in the prompt, in any case and order.",
    "since": "Made at this time or later.",
    "until": "Made before this time.",
    "favorite": "Your favourites only.",
    "order": "From which end; what is newest came last.",
    "limit": "How many at most.",
    "validate_only": "Answer what it would cost (200) and store nothing.",
}
_FREE_PARAMETERS = {
    "name": "input",
    "in": "query",
    "required": False,
    "style": "form",
    "explode": True,
    "description": "The fields of the job type's input, each as a parameter of its own.",
    "schema": {
        "type": "object",
        "additionalProperties": {"type": ["string", "integer", "boolean"]},
        "examples": [{"model": "wan-2.5", "duration_s": 5, "resolution": "720p", "aspect_ratio": "16:9"}],
    },
}


def _without_null(said: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter's schema: absence, not null, says that it was not given."""
    kinds = [kind for kind in said.get("anyOf", []) if kind != {"type": "null"}]
    kept = {key: value for key, value in said.items() if key not in ("anyOf", "title")}
    if kept.get("default", ...) is None:
        del kept["default"]
    return {**kept, **(kinds[0] if kinds else {})}
