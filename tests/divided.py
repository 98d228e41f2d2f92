"""Upscales of a film of 100 s, divided into segments: what the tests of segments begin with."""

from shared.model.encoding import segments_for, work_s
from shared.model.job import Job
from shared.model.messages import StepMessage
from shared.model.segment import Segment, Segmented
from tests.fakes.encoder import FOOTAGE
from tests.house import House

COUNT = segments_for(work_s("balanced", width=3840, height=2160, frames=FOOTAGE.frames))
FOUR_K = {"target_resolution": "4k", "engine": "ffmpeg", "quality": "balanced"}


def divided(house: House, key: str = "u", **wanted: str) -> Job:
    """Order 4K of a film of 100 s, and let the first step divide the work."""
    source = house.make()
    job = house.order("upscale", key, source_job_id=source.id, **{**FOUR_K, **wanted})
    house.deliver()
    return house.job(job.id)


def segments(house: House, job: Job) -> tuple[Segment, ...]:
    memo = house.job(job.id).memo
    assert isinstance(memo, Segmented)
    return memo.segments


def waiting(house: House) -> list[StepMessage]:
    return [asked.message for asked in house.queue.waiting]
