"""What the API says it takes: every operation of the served document. No list of routes stands here."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from functions.document import document

Schema = Mapping[str, Any]
Place = tuple[str, ...]
"""Where in a body: the names of the fields on the way."""

JSON = "application/json"


@dataclass(frozen=True)
class Operation:
    """One method of one address, as it is described."""

    method: str
    path: str
    described: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.described["operationId"])

    @property
    def function(self) -> str:
        return str(self.described["tags"][0])

    @property
    def public(self) -> bool:
        return self.described.get("security") == []

    @property
    def paid(self) -> bool:
        return "Idempotency-Key" in self.parameters("header")

    @property
    def statuses(self) -> set[int]:
        return {int(status) for status in self.described["responses"] if status.isdigit()}

    @property
    def body_schema(self) -> Schema | None:
        """The schema of the JSON that it takes; None if it takes none or anything."""
        content = self.described.get("requestBody", {}).get("content", {})
        return content.get(JSON, {}).get("schema") or None

    def parameters(self, where: str) -> dict[str, Schema]:
        return {p["name"]: p["schema"] for p in self.described["parameters"] if p["in"] == where}

    def answer_schema(self, status: int) -> Schema | None:
        content = self.described["responses"][str(status)].get("content", {})
        return content.get(JSON, {}).get("schema")

    def query(self) -> dict[str, str]:
        """The parameters that it needs, and those that it has examples of."""
        made: dict[str, str] = {}
        for parameter in self.described["parameters"]:
            if parameter["in"] == "query" and (parameter["required"] or parameter.get("explode")):
                value = example_of(parameter["schema"])
                made |= value if isinstance(value, dict) else {parameter["name"]: value}
        return {name: str(value) for name, value in made.items()}

    @property
    def bodies(self) -> list[Schema]:
        """The kinds of bodies that it takes, each with fields of its own."""
        return choices(self.body_schema) if self.body_schema else []

    def body(
        self, place: Place = (), value: object = None, *, kind: Schema | None = None
    ) -> dict[str, Any] | None:
        """A body that it takes, of the first or the given kind, with `value` at `place`; None if none."""
        if self.body_schema is None:
            return None
        made = deepcopy(example_of(kind or self.body_schema))
        at = made
        for name in place[:-1]:
            if not isinstance(at.get(name), dict):
                at[name] = {}
            at = at[name]
        if place:
            at[place[-1]] = value
        return made


@cache
def specification() -> dict[str, Any]:
    return dict(json.loads(document()))


@cache
def operations() -> list[Operation]:
    return [
        Operation(method.upper(), path, described)
        for path, item in specification()["paths"].items()
        for method, described in item.items()
    ]


def resolved(schema: Schema) -> Schema:
    """The schema itself, whatever refers to it."""
    while "$ref" in schema:
        schema = specification()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def choices(schema: Schema) -> list[Schema]:
    """The schema's alternatives, itself if it has none; null is none."""
    schema = resolved(schema)
    kinds = [resolved(kind) for kind in schema.get("anyOf", schema.get("oneOf", [schema]))]
    return [kind for kind in kinds if kind.get("type") != "null"]


def fields(schema: Schema, place: Place = ()) -> Iterator[tuple[Place, Schema]]:
    """Every field of a body, at any depth, with its place."""
    for kind in choices(schema):
        for name, said in kind.get("properties", {}).items():
            yield (*place, name), said
            yield from fields(said, (*place, name))


def objects(schema: Schema, place: Place = ()) -> Iterator[tuple[Place, set[str]]]:
    """Every object in a body, at any depth: its place, and the names that its fields have."""
    for kind in choices(schema):
        if "properties" in kind:
            yield place, set(kind["properties"])
        for name, said in kind.get("properties", {}).items():
            yield from objects(said, (*place, name))


def example_of(schema: Schema) -> Any:
    """A value that fits: an example if one is given, else the least of its kind.

    Raises:
        AssertionError: nothing tells what would fit; give the schema an example.
    """
    kind = resolved(schema)
    for word in ("examples", "enum"):
        if word in kind:
            return kind[word][0]
    if "const" in kind or "default" in kind:
        return kind.get("const", kind.get("default"))
    if "anyOf" in kind or "oneOf" in kind:
        return example_of(choices(kind)[0])
    if kind.get("type") == "object":
        return {name: example_of(kind["properties"][name]) for name in kind.get("required", [])}
    if kind.get("type") == "integer":
        return kind.get("minimum", kind.get("exclusiveMinimum", 0) + 1)
    raise AssertionError(f"nothing says what would fit {kind}; give it an example")


def unlisted(schema: Schema, value: object, at: str = "") -> list[str]:
    """The places in `value` that the schema does not list by name."""
    kinds = choices(schema)
    if isinstance(value, list):
        return [
            bad for n, part in enumerate(value) for bad in unlisted(kinds[0]["items"], part, f"{at}[{n}]")
        ]
    if not isinstance(value, dict) or not kinds:
        return []
    found: list[str] = []
    for name, part in value.items():
        said = next((kind["properties"][name] for kind in kinds if name in kind.get("properties", {})), None)
        if said is not None:
            found += unlisted(said, part, f"{at}.{name}")
        elif not any(isinstance(kind.get("additionalProperties"), dict) for kind in kinds):
            found.append(f"{at}.{name}")
    return found
