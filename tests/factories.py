"""Builders that keep a test about one thing."""

from typing import Any

from shared.model.order import JobOrder, job_id_of
from shared.model.video import Probe, StoredObject, Video
from tests.fakes.clock import START


def an_order(key: str = "k1", *, account_id: str = "alice", price: int = 10, **changes: Any) -> JobOrder:
    wanted = {
        "model": "wan-2.5",
        "prompt": "a lighthouse",
        "duration_s": 5,
        "resolution": "720p",
        "aspect_ratio": "16:9",
        "image": None,
    }
    order = JobOrder(
        job_id=job_id_of(account_id, "jobs", key),
        account_id=account_id,
        job_type="generate",
        input=wanted,
        request_hash="hash-1",
        price=price,
        price_version="v1",
        model="wan-2.5",
        provider="wavespeed",
        expected_s=60,
    )
    return order.model_copy(update=changes)


def a_probe(**changes: Any) -> Probe:
    probe = Probe(
        container="mp4",
        codec="h264",
        width=1280,
        height=720,
        duration_s=5,
        fps=24,
        has_audio=True,
        size_bytes=9,
    )
    return probe.model_copy(update=changes)


def a_video(job_id: str, account_id: str, **measures: Any) -> Video:
    def stored(name: str) -> StoredObject:
        return StoredObject(name=name, generation=1, size_bytes=9, content_type="video/mp4")

    return Video(
        id=f"{job_id}-1",
        account_id=account_id,
        job_id=job_id,
        attempt=1,
        source=stored("video.mp4"),
        poster=stored("poster.webp"),
        preview=stored("preview.mp4"),
        probe=a_probe(**{"size_bytes": 1234, **measures}),
        created_at=START,
    )
