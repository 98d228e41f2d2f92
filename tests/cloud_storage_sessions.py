"""Resumable uploads step by step, where the clients hide the steps."""

import httpx

from tests.cloud_storage_process import BUCKET, RunningServer

UNIT = 256 << 10


def start(server: RunningServer, name: str, *, query: str = "", **options) -> str:
    answer = httpx.post(
        f"{server.url}/upload/storage/v1/b/{BUCKET}/o?uploadType=resumable{query}",
        json={"name": name, **options.pop("document", {})},
        **options,
    )
    assert answer.status_code == 200, answer.text
    return answer.headers["Location"]


def send(session: str, content: bytes = b"", content_range: str | None = None, **headers):
    if content_range is not None:
        headers["Content-Range"] = content_range
    return httpx.put(session, content=content, headers=headers, timeout=30)


def received(session: str) -> int:
    answer = send(session, content_range="bytes */*")
    assert answer.status_code == 308
    if "Range" not in answer.headers:
        return 0
    first, _, last = answer.headers["Range"].removeprefix("bytes=").partition("-")
    assert first == "0"
    return int(last) + 1


def after_restart(session: str, server: RunningServer) -> str:
    return server.url + session[session.index("/upload/") :]
