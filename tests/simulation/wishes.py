"""What people order: the request behind a promise, priced by the real services."""

from typing import Any

from shared.model.order import JobOrder
from tests.simulation.house import House
from tests.simulation.promise import Promise

MODELS = {
    "wan-2.5": ("720p", 5),
    "veo-3.1-fast": ("720p", 4),
}


class Wishes:
    """Turns promises into orders. What depends on nothing but prices is priced once and then known."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._known: dict[tuple[str, str, str, str], JobOrder] = {}

    def order(self, promise: Promise) -> JobOrder:
        """Return the order that a promise is about, as often as somebody sends it."""
        if promise.route != "jobs" or promise.upload_id or promise.source_job_id:
            return self.priced(promise)
        name = (promise.account_id, promise.key, promise.model, promise.prompt)
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self.priced(promise)
        return known

    def priced(self, promise: Promise) -> JobOrder:
        """Return the order that a promise is about, priced now."""
        orders, caller = self._house.orders, promise.account_id
        if promise.route != "jobs":
            job = self._house.reader.get(caller, promise.route)
            return orders.again(caller, job, key=promise.key)
        return orders.order(caller, job_type=promise.job_type, input=input_of(promise), key=promise.key)


def input_of(promise: Promise) -> dict[str, Any]:
    """Return what a promise says to the API."""
    if promise.job_type == "upscale":
        return {"source_job_id": promise.source_job_id, "target_resolution": promise.resolution}
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
