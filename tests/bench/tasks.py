"""Our Cloud Tasks server: how long it takes to accept a task, and how late it sends one."""

from tests.bench import cloud_tasks
from tests.bench.figure import Figure, told


def measure() -> list[Figure]:
    """Measure with Google's client and without it."""
    found = cloud_tasks.measure(calls=1000)
    return [
        told("tasks server: create by Google's client, p50", found["client_create_p50_ms_1"], "ms"),
        told("tasks server: create by a raw call, p50", found["raw_create_p50_ms_1"], "ms"),
        told("tasks server: creates from 8 threads", found["raw_creates_per_s_8"], "/s"),
        told("tasks server: dispatch after the due time, p50", found["dispatch_lag_p50_ms"], "ms"),
    ]
