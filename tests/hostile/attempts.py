"""Every way to name a thing of somebody else's in a request, made from what the API says it takes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from tests.hostile.front import Front
from tests.hostile.operations import Operation, Place, Schema, fields

Ids = Callable[[str], list[str]]
"""The ids that a parameter of this name may be given."""


@dataclass(frozen=True)
class Attempt:
    """One request that names `id` at one `place`."""

    operation: Operation
    place: str
    id: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        return f"{self.operation.method} {self.operation.path} with {self.id} as {self.place}"

    def send(self, front: Front, *, authorization: str | None = None) -> TestResponse:
        headers = {} if authorization is None else {"Authorization": authorization}
        if self.operation.paid:
            headers["Idempotency-Key"] = f"attempt {self.place} {self.id}".replace(" ", "-")
        more: dict[str, Any] = {} if self.json is None else {"json": self.json}
        return front.ask(
            self.operation.method, self.path, headers=headers, query_string=dict(self.query), **more
        )


def names_a_thing(name: str) -> bool:
    """Whether a field or parameter of this name holds an id, or a position that holds one."""
    return name in ("id", "ids", "cursor") or name.endswith(("_id", "_ids"))


def attempts(operation: Operation, ids: Ids) -> Iterator[Attempt]:
    """Name each of `ids` at each place of the operation; if it has none, ask it plainly."""
    usual = {name: ids(name)[0] for name in operation.parameters("path")}
    plain = operation.path.format(**usual)
    places = [
        *((("path", name), name) for name in usual),
        *((("query", name), name) for name in operation.parameters("query")),
    ]
    naming = [(place, name) for place, name in places if names_a_thing(name)]
    for place, name in naming:
        for one in ids(name):
            yield _attempt(operation, place, one, usual, plain)
    for kind in operation.bodies:
        for place, _ in fields(kind):
            if names_a_thing(place[-1]):
                naming.append((place, place[-1]))
                for one in ids(place[-1]):
                    yield _in_body(operation, kind, place, one, plain)
    if not naming:
        yield Attempt(operation, "nothing", "nothing", plain, operation.query(), operation.body())


def _attempt(operation: Operation, place: Place, one: str, usual: Mapping[str, str], plain: str) -> Attempt:
    where, name = f"{place[0]} {'.'.join(place[1:])}", place[-1]
    match place[0]:
        case "path":
            path = operation.path.format(**{**usual, name: one})
            return Attempt(operation, where, one, path, operation.query(), operation.body())
        case "query":
            return Attempt(operation, where, one, plain, {**operation.query(), name: one}, operation.body())
        case _:
            raise AssertionError(place)


def _in_body(operation: Operation, kind: Schema, place: Place, one: str, plain: str) -> Attempt:
    value = [one] if place[-1].endswith("ids") else one
    where = f"body of {kind.get('description', 'one kind')} {'.'.join(place)}"
    return Attempt(operation, where, one, plain, operation.query(), operation.body(place, value, kind=kind))
