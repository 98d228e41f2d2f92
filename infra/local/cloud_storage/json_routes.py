"""Which function answers which path of the JSON API."""

import re
from collections.abc import Awaitable, Callable

from . import json_buckets, json_copies, json_objects
from .call import Call, decoded
from .errors import StorageError
from .reply import Reply
from .storage import Storage

Endpoint = Callable[..., Awaitable[Reply]]

# A star is a name, handed to the endpoint. All of these take a small body or none.
_TABLE: list[tuple[str, str, Endpoint]] = [
    ("GET", "b", json_buckets.list_all),
    ("POST", "b", json_buckets.create),
    ("GET", "b/*", json_buckets.get),
    ("PATCH", "b/*", json_buckets.patch),
    ("PUT", "b/*", json_buckets.patch),
    ("DELETE", "b/*", json_buckets.delete),
    ("GET", "b/*/storageLayout", json_buckets.get_layout),
    ("GET", "b/*/o", json_objects.list_all),
    ("GET", "b/*/o/*", json_objects.get),
    ("HEAD", "b/*/o/*", json_objects.get),
    ("PATCH", "b/*/o/*", json_objects.patch),
    ("PUT", "b/*/o/*", json_objects.update),
    ("DELETE", "b/*/o/*", json_objects.delete),
    ("POST", "b/*/o/*/compose", json_copies.compose),
    ("POST", "b/*/o/*/rewriteTo/b/*/o/*", json_copies.rewrite),
    ("POST", "b/*/o/*/copyTo/b/*/o/*", json_copies.copy),
]


_ROUTES = [
    (method, re.compile(pattern.replace("*", "([^/]+)") + "/?"), endpoint)
    for method, pattern, endpoint in _TABLE
]


async def answer(storage: Storage, call: Call, path: str) -> Reply:
    """Answer one request; `path` is what follows `/storage/v1/`.

    Raises:
        StorageError: as the endpoint, or there is no such path or method.
    """
    is_known = False
    for method, pattern, endpoint in _ROUTES:
        if match := pattern.fullmatch(path):
            is_known = True
            if method == call.method:
                return await endpoint(storage, call, *map(decoded, match.groups()))
    if is_known:
        raise StorageError(405, "methodNotAllowed", "MethodNotAllowed", "Method not allowed.")
    raise StorageError(404, "notFound", "NoSuchKey", "Not Found")
