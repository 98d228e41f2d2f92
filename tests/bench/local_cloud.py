"""How long the local cloud takes to be ready, and what all its processes take in memory."""

import statistics
import time

from tests.bench.figure import Figure, at_most
from tests.bench.load import spread
from tests.bench.processes import memory_mb
from tests.bench.stage import stage
from tests.e2e.studio import Person

STARTS = 3


def measure() -> list[Figure]:
    """Start it a few times; measure memory when it is ready, and again after it has made a video."""
    ready_s, idle_mb, used_mb = [], [], []
    for _ in range(STARTS):
        began_s = time.monotonic()
        with stage() as one:
            ready_s.append(time.monotonic() - began_s)
            idle_mb.append(memory_mb(one.cloud.supervisor.pid))
            Person.new(one.cloud).make("a lighthouse in a storm", duration_s=5, resolution="720p")
            used_mb.append(memory_mb(one.cloud.supervisor.pid))
    after = f"{min(idle_mb):.0f} when ready"
    return [
        at_most("local cloud: ready", statistics.median(ready_s), "s", 20, spread=spread(ready_s)),
        at_most("local cloud: memory in all (PSS) after a video", max(used_mb), "MB", 2000, spread=after),
    ]
