"""What a handler returns, and how it goes out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from pydantic import BaseModel
from werkzeug.wrappers import Request, Response

from shared.http import content
from shared.http.content import Content

JSON = "application/json"
PRIVATE = "no-store"


@dataclass(frozen=True)
class Reply:
    """An answer: a view, ready JSON text or bytes in the making, its status, and headers of its own."""

    view: BaseModel | Content | str | None
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


def accepted(view: BaseModel, *, location: str) -> Reply:
    """Return 202 with the address where the work can be followed."""
    return Reply(view, HTTPStatus.ACCEPTED, {"Location": location})


def created(view: BaseModel, *, location: str) -> Reply:
    """Return 201 with the new thing's address."""
    return Reply(view, HTTPStatus.CREATED, {"Location": location})


def no_content() -> Reply:
    """Return 204: done, and there is nothing to show."""
    return Reply(None, HTTPStatus.NO_CONTENT)


def response_of(
    reply: Reply, request: Request, *, cache_s: int | None = None, declared_max_bytes: int | None = None
) -> Response:
    """Return the HTTP response; with `cache_s`, a public one that may be asked for by its ETag."""
    if isinstance(reply.view, Content):
        return content.response_of(reply.view, request, declared_max_bytes=declared_max_bytes)
    text = reply.view.model_dump_json(by_alias=True) if isinstance(reply.view, BaseModel) else reply.view
    response = Response(text or "", reply.status, headers=dict(reply.headers), content_type=JSON)
    if text is None:
        del response.headers["Content-Type"]
    response.headers["Cache-Control"] = PRIVATE
    if cache_s is not None:
        response.headers["Cache-Control"] = f"public, max-age={cache_s}"
        response.set_etag(hashlib.sha256((text or "").encode()).hexdigest()[:32])
        # Nothing is written here, so there is nothing that If-Match could guard.
        response.make_conditional({k: v for k, v in request.environ.items() if k != "HTTP_IF_MATCH"})
    return response


def secure(response: Response) -> Response:
    """Add the headers that keep a browser from guessing a type or passing our addresses on."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", PRIVATE)
    return response
