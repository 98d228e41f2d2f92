"""Files: uploads in both fashions, and the results, whole or spoiled."""

import re
import uuid
from email import message_from_bytes
from email.message import Message
from email.policy import HTTP
from pathlib import Path
from typing import Any

from aiohttp import web

from infra.local.simulators.damage import damaged
from infra.local.simulators.jobs import Job, Jobs
from infra.local.simulators.refusal import Refusal
from infra.local.simulators.schema import Property, problems
from infra.local.simulators.wavespeed.prediction import envelope
from infra.local.simulators.wire import drop, json_object

EXPECTED_MAX = 1000
UPLOAD_BYTES_MAX = 100 * 1024 * 1024
ANNOUNCED: dict[str, Property] = {
    "filename": {"type": "string", "minLength": 1, "maxLength": 255},
    "size": {"type": "integer", "minimum": 1, "maximum": 2**40},
    "content_type": {"type": "string"},
}
TYPES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "video/mp4": ".mp4"}


class Uploads:
    """What customers have sent, on disk under names nobody can guess."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "uploads"
        self._folder.mkdir(parents=True, exist_ok=True)
        self.expected: dict[str, dict[str, Any]] = {}

    def expect(self, announced: dict[str, Any]) -> str:
        """Return the name under which the announced file may be put once."""
        content_type = announced.get("content_type", "application/octet-stream")
        name = uuid.uuid4().hex + TYPES.get(content_type, ".bin")
        while len(self.expected) >= EXPECTED_MAX:
            self.expected.pop(next(iter(self.expected)))
        self.expected[name] = {"size": announced["size"], "content_type": content_type}
        return name

    def keep(self, name: str, content: bytes) -> None:
        """Write a file that was expected."""
        (self._folder / name).write_bytes(content)
        self.expected.pop(name, None)

    def path(self, name: str) -> Path | None:
        """Return where `name` is kept, or None."""
        path = self._folder / name
        return path if re.fullmatch(r"[0-9a-f]{32}\.\w+", name) and path.exists() else None


class Files:
    """The routes of uploads and results."""

    def __init__(self, jobs: Jobs, folder: Path) -> None:
        self._jobs = jobs
        self._uploads = Uploads(folder)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.post("/api/v3/media/uploads", self.announce),
            web.put("/upload/{name}", self.put),
            web.post("/api/v3/media/upload/binary", self.take),
            web.get("/uploads/{name}", self.get),
            web.get("/output/{id:[0-9a-f]{32}}-{turn:[0-9]+}.mp4", self.output),
        ]

    async def announce(self, request: web.Request) -> web.Response:
        """Say where an announced file is to be put, and where it can be read then."""
        announced = await json_object(request)
        found = problems(announced, ANNOUNCED, ["filename", "size"])
        if found:
            raise Refusal(400, "; ".join(found))
        if announced["size"] > UPLOAD_BYTES_MAX:
            raise Refusal(413, f"the file is larger than {UPLOAD_BYTES_MAX} bytes")
        name, base = self._uploads.expect(announced), _base(request)
        headers = {"Content-Type": self._uploads.expected[name]["content_type"]}
        upload = {"method": "PUT", "url": f"{base}/upload/{name}", "headers": headers}
        return web.json_response(envelope({"upload": upload, "download_url": f"{base}/uploads/{name}"}))

    async def put(self, request: web.Request) -> web.Response:
        """Take an announced file, once, if it is what was announced."""
        name, content = request.match_info["name"], await request.read()
        announced = self._uploads.expected.get(name)
        if announced is None:
            raise Refusal(403, "this upload was not announced, or is done")
        if len(content) != announced["size"] or request.content_type != announced["content_type"]:
            raise Refusal(403, "size or Content-Type differ from what was announced")
        self._uploads.keep(name, content)
        return web.Response(status=200)

    async def take(self, request: web.Request) -> web.Response:
        """Take a file the older way: multipart, field `file`."""
        part = _file_part(request.headers.get("Content-Type", ""), await request.read())
        content = part.get_payload(decode=True) if part else None
        if part is None or not isinstance(content, bytes):
            raise Refusal(400, "multipart field 'file' is missing")
        name = self._uploads.expect({"size": len(content), "content_type": part.get_content_type()})
        self._uploads.keep(name, content)
        facts = {
            "type": part.get_content_maintype(),
            "download_url": f"{_base(request)}/uploads/{name}",
            "filename": part.get_filename() or "file",
            "size": len(content),
        }
        return web.json_response(envelope(facts))

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Send an upload back."""
        path = self._uploads.path(request.match_info["name"])
        if path is None:
            raise Refusal(404, "no such file")
        return web.FileResponse(path)

    async def output(self, request: web.Request) -> web.StreamResponse:
        """Send a result; `[expired]` refuses the first address, and the next poll tells another."""
        job = self._jobs.by_id.get(request.match_info["id"])
        if job is None or job.stage != "finished" or not job.files:
            raise Refusal(404, "no such file")
        if "expired" in job.directives and request.match_info["turn"] == "0":
            job.urls_spent = 1
            raise Refusal(403, "Access denied")
        return await _send(request, job)


def _base(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}"


async def _send(request: web.Request, job: Job) -> web.StreamResponse:
    """Send the result, as whole as the job's directives allow."""
    body = damaged(job.files[0], job.directives)
    if body is None:
        return web.FileResponse(job.files[0], headers={"Content-Type": "video/mp4"})
    if "truncated" not in job.directives:
        return web.Response(body=body.content, headers={"Content-Type": body.content_type})
    response = web.StreamResponse(headers={"Content-Type": body.content_type})
    response.content_length = job.files[0].stat().st_size
    await response.prepare(request)
    await response.write(body.content)
    drop(request)
    return response


def _file_part(content_type: str, body: bytes) -> Message | None:
    """Find the part named `file`. The recorder has read the body, so it is parsed as a whole."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    for part in message_from_bytes(head + body, policy=HTTP).walk():
        if part.get_param("name", header="content-disposition") == "file":
            return part
    return None
