"""What runs behind people's backs: attempts, at providers' work and at our own, and the sweep."""

from functools import cache
from typing import TYPE_CHECKING

from shared.clock import utc_now
from shared.wiring.adapters import objects, provider, queue, settings, store

if TYPE_CHECKING:
    from shared.services.segment_worker import SegmentWorker
    from shared.services.sweep import Sweep
    from shared.services.toolbox import Toolbox
    from shared.services.worker import Worker

SWEEP_TIME_S = 90.0
"""After this much time a sweep begins no further batch; its function is stopped at 120 s."""


@cache
def toolbox() -> "Toolbox":
    """Return the tools of an attempt."""
    from shared.services.collector import Collector
    from shared.services.toolbox import Toolbox
    from shared.services.transcoder import Transcoder
    from shared.wiring.studio import callback_url, encoder, studio

    chosen = settings()
    collector = Collector(objects(), studio(), bucket=chosen.bucket)
    return Toolbox(
        store(),
        objects(),
        collector,
        Transcoder(objects(), collector, encoder()),
        provider=provider,
        callback_url=callback_url,
        now=utc_now,
        pace=chosen.pace,
    )


@cache
def worker() -> "Worker":
    """Return what runs attempts at providers' work."""
    return _worker(settings().lease_s)


@cache
def media_worker() -> "Worker":
    """Return what runs attempts at our own work."""
    return _worker(settings().media_lease_s)


def _worker(lease_s: float) -> "Worker":
    from shared.job_types import JOB_TYPES
    from shared.services.worker import Worker

    retry_base_s = settings().retry_base_s
    return Worker(
        store(), queue(), JOB_TYPES, toolbox(), now=utc_now, lease_s=lease_s, retry_base_s=retry_base_s
    )


@cache
def segment_worker() -> "SegmentWorker":
    """Return what runs attempts at segments."""
    from shared.services.segment_worker import SegmentWorker

    chosen = settings()
    return SegmentWorker(
        store(),
        queue(),
        toolbox(),
        now=utc_now,
        lease_s=chosen.segment_lease_s,
        retry_base_s=chosen.retry_base_s,
    )


@cache
def sweep() -> "Sweep":
    """Return the search for orphans."""
    from shared.services.sweep import Sweep

    return Sweep(store(), queue(), objects(), now=utc_now, time_s=SWEEP_TIME_S)
