"""What may come back: every status of a route, problems with an example each."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from shared.errors import (
    InvalidRequest,
    NotAuthenticated,
    NotFound,
    PageNotProven,
    PayloadTooLarge,
    RateLimited,
    RequestError,
    Unavailable,
)
from shared.http import problem
from shared.http.openapi.schemas import PROBLEM, ref
from shared.http.route import Route


def responses(route: Route) -> dict[str, Any]:
    """Return the responses of a route, by status."""
    found: dict[str, Any] = {}
    for status, view in route.answers.items():
        found[str(status)] = _answer(status, view)
    if route.cache_s is not None or 206 in route.answers:
        found["304"] = {"description": "What you have, by its ETag, is still so."}
    by_status: dict[int, list[type[RequestError]]] = {}
    for error in dict.fromkeys((*route.errors, *_errors_of_all(route))):
        by_status.setdefault(problem.STATUS[error], []).append(error)
    for status, errors in sorted(by_status.items()):
        found[str(status)] = _refusal(errors)
    found["default"] = {
        "description": "Unforeseen.",
        "content": {problem.MEDIA_TYPE: {"schema": PROBLEM}},
    }
    return found


def _errors_of_all(route: Route) -> Iterable[type[RequestError]]:
    """Return the errors that the router itself answers with."""
    yield InvalidRequest  # an address that is too long, or a parameter that is not known
    if route.method != "GET":
        yield PayloadTooLarge
    if route.signed_in:
        yield NotAuthenticated
        yield PageNotProven
    if route.parts:
        yield NotFound
    yield RateLimited
    yield Unavailable


def _answer(status: int, view: type[BaseModel] | str | None) -> dict[str, Any]:
    if isinstance(view, str):
        described = "The part that was asked for." if status == 206 else "The file."
        return {
            "description": described,
            "content": {view: {"schema": {"type": "string", "format": "binary"}}},
        }
    described = "Done." if view is None else (view.__doc__ or "").strip().partition("\n")[0]
    answer: dict[str, Any] = {"description": described}
    if view is not None:
        answer["content"] = {"application/json": {"schema": ref(view)}}
    if status in (201, 202):
        schema = {"type": "string", "format": "uri-reference"}
        answer["headers"] = {"Location": {"description": "Where to follow it.", "schema": schema}}
    return answer


def _refusal(errors: list[type[RequestError]]) -> dict[str, Any]:
    examples = {problem.kebab(error): {"value": _example(error)} for error in errors}
    answer: dict[str, Any] = {
        "description": " ".join(problem.title_of(error) for error in errors),
        "content": {problem.MEDIA_TYPE: {"schema": PROBLEM, "examples": examples}},
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
