"""Our Cloud Storage server: one object of 500 MB, up and down."""

from tests.bench import cloud_storage
from tests.bench.figure import Figure, at_least, at_most, told

SPEED_MB_PER_S = 200
MEMORY_MB = 100


def measure() -> list[Figure]:
    """Measure speed and memory."""
    found = cloud_storage.measure()
    return [
        at_least("storage server: upload", found["upload_mb_per_s"], "MB/s", SPEED_MB_PER_S),
        at_least("storage server: download", found["download_mb_per_s"], "MB/s", SPEED_MB_PER_S),
        told("storage server: upload by Google's client", found["client_upload_mb_per_s"], "MB/s"),
        told("storage server: download by Google's client", found["client_download_mb_per_s"], "MB/s"),
        at_most("storage server: memory", found["peak_rss_mb"], "MB", MEMORY_MB),
    ]
