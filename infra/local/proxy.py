"""A request passed on to a function, and its answer passed back, as Google's front end does it."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from http import HTTPStatus

import aiohttp
from aiohttp import hdrs, web
from multidict import CIMultiDict
from yarl import URL

from infra.local import problem
from infra.local.patience import until_connected

BODY_MAX_BYTES = 32 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
# RFC 9110, section 7.6.1. `Expect` was answered here already.
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "expect",
}
# What the client library would add of its own.
NOT_OURS_TO_SAY = (hdrs.ACCEPT, hdrs.ACCEPT_ENCODING, hdrs.USER_AGENT, hdrs.CONTENT_TYPE)


class _Body:
    """The caller's body, counted as it streams."""

    def __init__(self, request: web.Request) -> None:
        self._request = request
        self.too_large = (request.content_length or 0) > BODY_MAX_BYTES

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size_bytes = 0
        async for chunk in self._request.content.iter_chunked(CHUNK_BYTES):
            size_bytes += len(chunk)
            if size_bytes > BODY_MAX_BYTES:
                self.too_large = True
                raise ValueError("the body is too large")
            yield chunk


async def pass_on(
    request: web.Request, session: aiohttp.ClientSession, *, url: str, timeout_s: float
) -> web.StreamResponse:
    """Send `request` to the function at `url`, and its answer back; both are streamed."""
    body = _Body(request)
    if body.too_large:
        return problem.too_large(BODY_MAX_BYTES)
    answer: _Answer = _Answer(request)
    try:
        async with asyncio.timeout(timeout_s):
            return await _exchange(request, session, url, body, answer)
    except TimeoutError:
        return answer.broken_by(problem.too_slow(timeout_s))
    except aiohttp.ClientConnectorError:
        return problem.not_there()
    except aiohttp.ClientError:
        failed = problem.too_large(BODY_MAX_BYTES) if body.too_large else problem.broken_off()
        return answer.broken_by(failed)


class _Answer:
    """What the caller has got so far."""

    def __init__(self, request: web.Request) -> None:
        self._request = request
        self.begun: web.StreamResponse | None = None

    def broken_by(self, failed: web.Response) -> web.StreamResponse:
        """Say what failed; an answer that has begun is broken off, so that it looks broken."""
        if self.begun is None:
            return failed
        if self._request.transport:
            self._request.transport.abort()
        return self.begun


async def _exchange(
    request: web.Request,
    session: aiohttp.ClientSession,
    url: str,
    body: _Body,
    answer: _Answer,
) -> web.StreamResponse:
    call = session.request
    async with await until_connected(
        lambda: call(
            request.method,
            URL(url, encoded=True),
            headers=forwarded_headers(request),
            data=body if request.body_exists else None,
            skip_auto_headers=NOT_OURS_TO_SAY,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=None),
        )
    ) as got:
        reply = web.StreamResponse(status=got.status, reason=got.reason, headers=end_to_end(got.headers))
        await reply.prepare(request)
        answer.begun = reply
        if request.method != hdrs.METH_HEAD and got.status != HTTPStatus.NOT_MODIFIED:
            async for chunk in got.content.iter_any():
                await reply.write(chunk)
        await reply.write_eof()
        return reply


def forwarded_headers(request: web.Request) -> CIMultiDict[str]:
    """Return the caller's headers, and who asked for what, over which line, in which trace."""
    headers = end_to_end(request.headers)
    forwarded_for = [headers.get("X-Forwarded-For"), request.remote]
    headers["X-Forwarded-For"] = ", ".join(filter(None, forwarded_for))
    headers["X-Forwarded-Proto"] = request.scheme
    headers["X-Forwarded-Host"] = request.host
    headers.popall("Host", None)
    if "traceparent" not in headers:
        headers["traceparent"] = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-00"
    return headers


def end_to_end(headers: "CIMultiDict[str] | aiohttp.typedefs.LooseHeaders") -> CIMultiDict[str]:
    """Leave out the headers that concern one connection only."""
    copy: CIMultiDict[str] = CIMultiDict(headers)
    named = {name.strip().lower() for value in copy.getall("Connection", []) for name in value.split(",")}
    for name in {*copy}:
        if name.lower() in HOP_BY_HOP | named:
            copy.popall(name, None)
    return copy
