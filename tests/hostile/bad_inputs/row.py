"""One bad request, and how it must be refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.fakes.edge import AN_INPUT, AN_ORDER

GOOD = json.dumps(AN_ORDER).encode()
"""An order that is accepted, to be spoiled."""
AN_UPLOAD = {"content_type": "image/png", "size_bytes": 5}


@dataclass(frozen=True)
class Bad:
    """Where nothing else is said: an order, signed in, as JSON, with a key.

    `path` and `query` may name `{pending}` and the like: ids of the caller's own. A header that is None is
    left out. `reads` says that somebody may look something up before refusing.
    """

    status: int
    method: str = "POST"
    path: str = "/api/jobs"
    query: str = ""
    body: bytes = GOOD
    headers: Mapping[str, str | None] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    reads: bool = False


def an_order(**changes: object) -> bytes:
    return json.dumps({**AN_ORDER, **changes}).encode()


def an_input(text: str) -> bytes:
    """An order whose input has `text`, raw, as one more field."""
    assert GOOD.count(b'"duration_s": 8') == 1
    return GOOD.replace(b'"duration_s": 8', b'"duration_s": 8, ' + text.encode())


def a_prompt(raw: bytes) -> bytes:
    """An order whose prompt is these raw bytes between the quotes."""
    return GOOD.replace(b"a lighthouse in a storm", raw)


def with_field(place: str, value: object) -> bytes:
    """An order with `value` at `place`: a field, or a field of its input."""
    outer, _, inner = place.partition(".")
    return an_order(**{outer: {**AN_INPUT, inner: value} if inner else value})
