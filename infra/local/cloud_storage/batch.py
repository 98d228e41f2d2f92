"""Many small JSON requests in one `multipart/mixed` body."""

import secrets
from dataclasses import replace
from email.message import Message
from email.parser import BytesParser
from http import HTTPStatus
from urllib.parse import urlsplit

from . import json_routes
from .call import Call
from .errors import StorageError, invalid
from .reply import FileSlice, Reply
from .storage import Storage

CALLS_MAX = 100
_ROOT = "/storage/v1/"


async def answer(storage: Storage, call: Call) -> Reply:
    """Answer every part, in order; one that fails does not stop the others.

    Raises:
        StorageError: the body is not a batch, or too many calls.
    """
    content_type = call.headers.get("Content-Type", "").encode(errors="replace")
    message = BytesParser().parsebytes(b"Content-Type: " + content_type + b"\r\n\r\n" + call.body)
    parts = list(message.walk())[1:] if message.is_multipart() else []
    if not 1 <= len(parts) <= CALLS_MAX:
        raise invalid(f"A batch is multipart/mixed of 1 to {CALLS_MAX} calls.")
    boundary = f"batch_{secrets.token_hex(16)}"
    body = b""
    for part in parts:
        reply = await _answer_part(storage, call, part)
        body += f"--{boundary}\r\n".encode() + _rendered(part, reply)
    headers = {"Content-Type": f"multipart/mixed; boundary={boundary}"}
    return Reply(200, headers, body + f"--{boundary}--\r\n".encode())


async def _answer_part(storage: Storage, outer: Call, part: Message) -> Reply:
    try:
        call = _inner_call(outer, part)
        if not call.path.startswith(_ROOT) or call.query.get("alt") == "media":
            raise invalid("A batch takes calls of the JSON API, without media.")
        return await json_routes.answer(storage, call, call.path.removeprefix(_ROOT))
    except StorageError as error:
        return error.as_json()


def _inner_call(outer: Call, part: Message) -> Call:
    payload = part.get_payload(decode=True)
    request, _, rest = (payload if isinstance(payload, bytes) else b"").partition(b"\n")
    try:
        method, target, _ = request.decode("ascii").split()
    except ValueError:
        raise invalid("A part of the batch is not an HTTP request.") from None
    url = urlsplit(target)
    inner = BytesParser().parsebytes(rest)
    body = inner.get_payload(decode=True)
    return replace(
        outer,
        method=method,
        path=url.path,
        raw_query=url.query,
        headers={},
        body=body if isinstance(body, bytes) else b"",
    )


def _rendered(part: Message, reply: Reply) -> bytes:
    content_id = part.get("Content-ID", "").strip().removeprefix("<")
    body = b"" if isinstance(reply.body, FileSlice) else reply.body
    head = [
        "Content-Type: application/http",
        f"Content-ID: <response-{content_id or '>'}",
        "",
        f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}",
        *(f"{name}: {value}" for name, value in reply.headers.items()),
        f"Content-Length: {len(body)}",
        "",
        "",
    ]
    return "\r\n".join(head).encode() + body + b"\r\n"
