"""One declared route: everything the router needs to serve it and the document needs to describe it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

from shared.errors import NotFound, RequestError
from shared.http.call import Call
from shared.http.reply import Reply
from shared.model.download import TICKET
from shared.model.upload import UPLOAD_ID

Handler = Callable[[Call[Any, Any]], "Reply | BaseModel"]
Answers = Mapping[int, type[BaseModel] | str | None]
"""By status: a view, the media type of what is no JSON, or None for no body."""


@dataclass(frozen=True)
class Part:
    """A variable part of an address: how it is spelled, and the noun it names."""

    pattern: re.Pattern[str]
    noun: str
    advice: str


PARTS = {
    "job_id": Part(re.compile(r"[a-z2-7]{26}"), "job", "list yours with GET /api/jobs"),
    "video_id": Part(re.compile(r"[a-z2-7]{26}-[0-9]{1,3}"), "video", "list your jobs with GET /api/jobs"),
    "ticket": Part(
        re.compile(TICKET), "download", "ask for one with POST /api/videos/download; it lives for six hours"
    ),
    "upload_id": Part(re.compile(UPLOAD_ID), "upload", "begin one with POST /api/uploads"),
}


def taken_by(handler: Handler) -> tuple[type[Any], type[BaseModel]]:
    """Return the types of body and query that a handler's annotation, `Call[Body, Query]`, names."""
    body, query = get_args(next(iter(get_type_hints(handler).values())))
    return body, query


_PART = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Route:
    """One method of one address."""

    method: str
    path: str
    handler: Handler
    answers: Answers
    errors: tuple[type[RequestError], ...]
    signed_in: bool
    paid: bool
    cache_s: int | None
    body: type[Any]
    """What the handler takes as body: a model, `bytes` as they came, or `Nothing`."""
    query: type[BaseModel]
    """The model of the query parameters."""

    @property
    def name(self) -> str:
        """Return the handler's name, which is the operation's id."""
        return self.handler.__name__

    @property
    def parts(self) -> list[str]:
        """Return the names of the variable parts of the address."""
        return _PART.findall(self.path)

    @property
    def rule(self) -> str:
        """Return the address as werkzeug spells it."""
        return _PART.sub(r"<\1>", self.path)

    def missing(self) -> NotFound:
        """Return the one answer for ids that are malformed, unknown or somebody else's."""
        part = PARTS[self.parts[0]]
        return NotFound(f"There is no {part.noun} with this id among yours. Check the id, or {part.advice}.")
