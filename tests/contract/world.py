"""An object store, in memory or on our Cloud Storage server, and the browser that uses its links."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import httpx
from google.cloud import storage

from shared.storage.base import ObjectStore
from shared.storage.gcs import CloudStorage
from tests.cloud_storage_process import BUCKET, RunningServer
from tests.fakes.memory_objects import MemoryObjects

TYPE = "video/mp4"


class Answer(NamedTuple):
    status: int
    body: bytes
    headers: dict[str, str]


@dataclass
class World:
    """A store, a folder for files, and what a browser does with a link."""

    objects: ObjectStore
    folder: Path
    get: Callable[[str], Answer]
    send: Callable[[str, bytes, dict[str, str]], int]

    def file(self, content: bytes, name: str = "file") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def put(self, name: str, content: bytes = b"film"):
        return self.objects.put(name, self.file(content), content_type=TYPE)


def memory_world(folder: Path) -> World:
    objects = MemoryObjects()
    return World(objects, folder, lambda url: Answer(*objects.serve(url)), objects.receive)


def real_world(folder: Path, server: RunningServer, client: storage.Client) -> World:
    objects = CloudStorage(client, BUCKET, server.credentials, server.url, timeout_s=10, retry_s=10)

    def get(url: str) -> Answer:
        answer = httpx.get(url, trust_env=False, timeout=10)
        return Answer(answer.status_code, answer.content, dict(answer.headers))

    def send(url: str, body: bytes, headers: dict[str, str]) -> int:
        return httpx.put(url, content=body, headers=headers, trust_env=False, timeout=10).status_code

    return World(objects, folder, get, send)
