"""From an HTTP request to an answer on the wire; errors get their form here and nowhere else."""

import asyncio
import logging
from urllib.parse import urlsplit

from aiohttp import web

from . import batch, json_routes, resumable, single_uploads, xml_objects
from .bodies import WholeBody, small_body
from .call import Call
from .cors import cors_headers
from .errors import StorageError, invalid
from .faults import Fault, Faults, Kind, stall
from .reply import FileSlice, Reply
from .routes import Api, Route, operation_of, route_of
from .signer import Signers
from .storage import Storage

_log = logging.getLogger(__name__)


class Dispatch:
    """The one handler of the server."""

    def __init__(self, storage: Storage, signers: Signers) -> None:
        self._storage = storage
        self._signers = signers
        self._faults = Faults()

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, or fail as ordered."""
        call = _call_of(request)
        route = Route(Api.JSON)
        fault = None
        try:
            route = route_of(call)
            operation = operation_of(call, route)
            fault = self._faults.take(operation) if operation else None
            reply = await self._answer(request, call, route, fault)
        except StorageError as error:
            reply = error.as_xml() if route.is_xml else error.as_json()
        except ConnectionError:
            return web.Response()  # to nobody: the client went away
        except Exception as error:  # noqa: BLE001  the one place where the unforeseen becomes a 500
            _log.exception("request failed: %s", type(error).__name__)
            unforeseen = StorageError(500, "backendError", "InternalError", "Internal error.")
            reply = unforeseen.as_xml() if route.is_xml else unforeseen.as_json()
        bucket = self._storage.buckets.get(route.bucket) if route.bucket else None
        reply.headers.update(cors_headers(bucket, call))
        if fault is not None and fault.kind is Kind.LOST_REPLY:
            return _lose(request, reply)
        return await _send(request, reply)

    async def _answer(self, request: web.Request, call: Call, route: Route, fault: Fault | None) -> Reply:
        if fault is not None and fault.kind is Kind.ERROR:
            raise fault.as_error()
        if fault is not None and fault.kind is Kind.STALL:
            await stall(request.transport)
            raise ConnectionResetError  # the client gave up, or it is time that it did
        if call.method == "OPTIONS":
            return Reply(200)
        if route.api is Api.XML:
            body = WholeBody(request.content)
            return await xml_objects.answer(
                self._storage, self._signers, call, body, route.bucket, route.name
            )
        if route.api is Api.UPLOAD:
            return await self._upload(request, call, route.bucket)
        return await self._answer_small(_with_body(call, await small_body(request.content)), route)

    async def _upload(self, request: web.Request, call: Call, bucket: str) -> Reply:
        session_id = call.query.get("upload_id")
        body = WholeBody(request.content)
        if session_id and call.method == "DELETE":
            return resumable.cancel(self._storage, session_id)
        if session_id and call.method in {"PUT", "POST"}:
            return await resumable.proceed(self._storage, call, body, session_id)
        match call.method, call.query.get("uploadType"):
            case "POST", "media":
                return await single_uploads.insert_media(self._storage, call, body, bucket)
            case "POST", "multipart":
                return await single_uploads.insert_multipart(self._storage, call, body, bucket)
            case "POST", "resumable":
                started = _with_body(call, await small_body(request.content))
                return resumable.start_json(self._storage, started, bucket)
        raise invalid("uploadType must be media, multipart or resumable.")

    async def _answer_small(self, call: Call, route: Route) -> Reply:
        if route.api is Api.BATCH and call.method == "POST":
            return await batch.answer(self._storage, call)
        if route.api is Api.FAULTS and call.method in {"POST", "DELETE"}:
            return self._order_fault(call)
        if route.api is Api.JSON:
            return await json_routes.answer(self._storage, call, route.name)
        raise StorageError(405, "methodNotAllowed", "MethodNotAllowed", "Method not allowed.")

    def _order_fault(self, call: Call) -> Reply:
        if call.method == "DELETE":
            self._faults.clear()
        else:
            self._faults.order(call.document())
        return Reply(204)


def _call_of(request: web.Request) -> Call:
    target = request.raw_path
    if not target.startswith("/"):  # a proxy's absolute form
        url = urlsplit(target)
        target = f"{url.path or '/'}?{url.query}"
    path, _, raw_query = target.partition("?")
    return Call(
        method=request.method,
        path=path,
        raw_query=raw_query,
        headers=request.headers,
        base_url=f"{request.scheme}://{request.host}",
    )


def _with_body(call: Call, body: bytes) -> Call:
    return Call(call.method, call.path, call.raw_query, call.headers, call.base_url, body)


def _lose(request: web.Request, reply: Reply) -> web.StreamResponse:
    """Drop the connection instead of telling what was done."""
    reply.close()
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _send(request: web.Request, reply: Reply) -> web.StreamResponse:
    if isinstance(reply.body, bytes) and reply.head_size_bytes is None:
        return web.Response(status=reply.status, headers=reply.headers, body=reply.body)
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    if not isinstance(reply.body, FileSlice):
        response.content_length = reply.head_size_bytes
        await response.prepare(request)
        return response
    with reply.body.file as file:
        response.content_length = reply.body.size_bytes
        await response.prepare(request)
        if reply.body.size_bytes and request.transport is not None:
            # The kernel copies from the file to the socket; no byte passes through this process.
            await asyncio.get_running_loop().sendfile(
                request.transport, file, reply.body.offset, reply.body.size_bytes
            )
    await response.write_eof()
    return response
