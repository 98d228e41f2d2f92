"""Which API a request is for, which bucket, and what it is about."""

import re
from dataclasses import dataclass
from enum import StrEnum

from .call import Call, decoded
from .faults import Operation


class Api(StrEnum):
    """The doors of the server."""

    JSON = "json"
    UPLOAD = "upload"
    BATCH = "batch"
    XML = "xml"
    FAULTS = "faults"


# Node's client, told of an emulator by the environment, leaves `/storage/v1` out. That cannot be
# taken for the XML API: a bucket's name has at least three letters.
_JSON = re.compile(r"(?:/download)?(?:/storage/v1)?/(b(?:/.*)?)")
_UPLOAD = re.compile(r"(?:/resumable)?/upload/storage/v1/b/([^/]+)/o/?")


@dataclass(frozen=True)
class Route:
    """Where a request goes; `name` is the rest of the path, decoded for the XML API alone."""

    api: Api
    bucket: str = ""
    name: str = ""

    @property
    def is_xml(self) -> bool:
        """Tell in which form an error is answered."""
        return self.api is Api.XML


def route_of(call: Call) -> Route:
    """Find the door for a path.

    Raises:
        StorageError: the path is not UTF-8.
    """
    if call.path == "/_faults":
        return Route(Api.FAULTS)
    if call.path.rstrip("/") in {"/batch", "/batch/storage/v1"}:
        return Route(Api.BATCH)
    if match := _UPLOAD.fullmatch(call.path):
        return Route(Api.UPLOAD, decoded(match[1]))
    if match := _JSON.fullmatch(call.path):
        segments = match[1].split("/")
        return Route(Api.JSON, decoded(segments[1]) if len(segments) > 1 else "", match[1])
    bucket, _, name = call.path.removeprefix("/").partition("/")
    return Route(Api.XML, decoded(bucket), decoded(name))


def operation_of(call: Call, route: Route) -> Operation | None:
    """Return what a request is about; None for those that no fault can meet."""
    if route.api is Api.FAULTS or call.method == "OPTIONS":
        return None
    if call.method == "DELETE":
        return Operation.DELETE
    if route.api is Api.UPLOAD:
        return Operation.UPLOAD
    if route.is_xml:
        return Operation.DOWNLOAD if call.method in {"GET", "HEAD"} else Operation.UPLOAD
    is_media = route.api is Api.JSON and call.query.get("alt") == "media"
    return Operation.DOWNLOAD if is_media else Operation.METADATA
