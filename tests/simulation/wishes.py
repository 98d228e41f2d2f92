"""What people order: the request behind a promise, priced by the real services."""

from typing import Any

from shared.model.order import JobOrder
from tests.simulation.heirs import OURS
from tests.simulation.house import House
from tests.simulation.promise import Promise

MODELS = {
    "wan-2.5": ("720p", 5),
    "veo-3.1-fast": ("720p", 4),
}


def order_of(house: House, promise: Promise) -> JobOrder:
    """Return the order that a promise is about, priced now."""
    caller = promise.account_id
    if promise.route != "jobs":
        job = house.reader.get(caller, promise.route)
        return house.orders.again(caller, job, key=promise.key)
    return house.orders.order(caller, job_type=promise.job_type, input=input_of(promise), key=promise.key)


def input_of(promise: Promise) -> dict[str, Any]:
    """Return what a promise says to the API."""
    if promise.job_type == "upscale":
        wanted = {"source_job_id": promise.source_job_id, "target_resolution": promise.resolution}
        return {**wanted, **({"engine": "ffmpeg", "quality": "fast"} if promise.resolution == OURS else {})}
    if promise.job_type == "extend":
        wanted = {"source_job_id": promise.source_job_id, "prompt": promise.prompt}
        return {**wanted, "resolution": promise.resolution}
    resolution, duration_s = MODELS[promise.model]
    return {
        "model": promise.model,
        "prompt": promise.prompt,
        "duration_s": duration_s,
        "resolution": resolution,
        "aspect_ratio": "16:9",
        "image": {"upload_id": promise.upload_id} if promise.upload_id else None,
    }
