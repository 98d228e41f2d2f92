"""Small things both wire formats need: bodies, dropped connections, what to fetch."""

import base64
import binascii
import json
import re
from typing import Any

import aiohttp
from aiohttp import web

from infra.local.simulators.damage import HTML
from infra.local.simulators.film.still import ImageError
from infra.local.simulators.record import DROPPED
from infra.local.simulators.refusal import Refusal

IMAGE_BYTES_MAX = 20 * 1024 * 1024
VIDEO_BYTES_MAX = 500 * 1024 * 1024
FETCH_TIMEOUT = aiohttp.ClientTimeout(total=20)
CHUNK_BYTES = 1024 * 1024
DATA_URL = re.compile(r"data:(image/[a-z]+);base64,", re.IGNORECASE)


async def json_object(request: web.Request) -> dict[str, Any]:
    """Return the body of `request`, which must be one JSON object.

    Raises:
        Refusal: it is not.
    """
    if request.content_type != "application/json":
        raise Refusal(400, "Content-Type must be application/json")
    try:
        body = json.loads(await request.read(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "the body is not valid JSON") from error
    if not isinstance(body, dict):
        raise Refusal(400, "the body is not a JSON object")
    return body


def bearer(request: web.Request) -> str | None:
    """Return the bearer token, or None without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def drop(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    request[DROPPED] = True
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def html() -> web.Response:
    """Return the page of some box in between, with status 200."""
    return web.Response(body=HTML, content_type="text/html", charset="utf-8")


async def fetch(session: aiohttp.ClientSession, url: str, *, bytes_max: int = IMAGE_BYTES_MAX) -> bytes:
    """Return the bytes behind `url`, http(s) or data, as a provider would fetch them.

    Raises:
        ImageError: nothing usable is there.
    """
    if url.startswith("data:"):
        return _data_url(url)
    try:
        async with session.get(url, timeout=FETCH_TIMEOUT) as response:
            content = await _limited(response.content, bytes_max)
            status = response.status
    except (TimeoutError, aiohttp.ClientError) as error:
        raise ImageError("its address could not be fetched") from error
    if status != 200:
        raise ImageError(f"its address answered {status}")
    if len(content) > bytes_max:
        raise ImageError(f"it is larger than {bytes_max} bytes")
    return content


async def _limited(stream: aiohttp.StreamReader, bytes_max: int) -> bytes:
    """Read the stream to its end, or until it is clearly too long."""
    content = bytearray()
    while len(content) <= bytes_max and (chunk := await stream.read(CHUNK_BYTES)):
        content += chunk
    return bytes(content)


def _data_url(url: str) -> bytes:
    head = DATA_URL.match(url)
    if head is None:
        raise ImageError("its data URL is not a base64 image")
    try:
        return base64.b64decode(url[head.end() :], validate=True)
    except binascii.Error as error:
        raise ImageError("its data URL is not valid base64") from error


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
