"""Collect files as the product does, one after the other, in a process that can be watched from outside.

Run with the address of a server of files, their numbers, and a file that takes one JSON object for each.
All of the product is real but the store, the bucket, the queue and the provider's words: the worker, the
collector, the studio as `shared.wiring` builds it, with its fetching, its confined children, its ffmpeg.
"""

import json
import resource
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from shared.model.job import Job, JobState
from shared.wiring.studio import studio
from tests.fakes.fake_provider import succeeded
from tests.hostile_media.case import OK, the_order
from tests.house import House

MARK = "/mark"
"""No such folder: that it is asked for tells a trace which file comes next."""


@dataclass(frozen=True)
class Ended:
    """What became of one file. `wall_s`, `cpu_s` and the peak are of all that was run for it.

    `peak_bytes` is the largest that any child has been since the harness started.
    """

    number: int
    ends: str
    words: str
    wall_s: float
    cpu_s: float
    peak_bytes: int
    own_peak_bytes: int
    next_step: str = ""
    ledger: tuple[str, ...] = ()
    balance: tuple[int, ...] = ()
    objects: int = 0


def collected(number: int, url: str) -> Ended:
    """Order a film, let the provider name `url` as its result, and let the worker end the job."""
    house = House(studio=studio())
    house.provider.polls = [succeeded(url)]
    began_s, used_s = time.monotonic(), spent_s()
    job = house.jobs.create(the_order())
    escaped = ""
    try:
        house.deliver_all()
    except Exception as error:  # noqa: BLE001 - what the worker does not foresee is what we are looking for
        escaped = f"{type(error).__name__} escaped: {error}"
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Ended(
        number=number,
        ends=escaped or _end(house.job(job.id)),
        words=_words(house.job(job.id)),
        next_step=_next_step(house.job(job.id)),
        ledger=tuple(house.entries()),
        balance=house.balance(),
        objects=len(house.objects.objects),
        wall_s=round(time.monotonic() - began_s, 3),
        cpu_s=round(spent_s() - used_s, 3),
        peak_bytes=children.ru_maxrss * 1024,
        own_peak_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    )


def _end(job: Job) -> str:
    if job.state is JobState.COMPLETED:
        return OK
    return job.error.code if job.state is JobState.FAILED and job.error else job.state.value


def _words(job: Job) -> str:
    return job.error.message if job.error else ""


def _next_step(job: Job) -> str:
    return job.error.next_step if job.error else ""


def spent_s() -> float:
    """Return the time that processors have worked for our children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def main(origin: str, numbers: list[int], report: Path) -> None:
    """Collect the files `<origin>/<number>`."""
    with report.open("w", buffering=1) as lines:
        for number in numbers:
            with suppress(FileNotFoundError):
                Path(MARK, str(number)).stat()
            lines.write(json.dumps(asdict(collected(number, f"{origin}/{number}"))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], [int(number) for number in sys.argv[2].split(",")], Path(sys.argv[3]))
