"""What people make of a finished video: a longer one, a sharper one, both at once; and what they do to it."""

from collections.abc import Callable

from shared.model.job import Job
from tests.simulation.faults import Faults
from tests.simulation.house import House
from tests.simulation.promise import Promise
from tests.simulation.world import World

OURS = "4k"
"""What we upscale ourselves; providers are asked for less."""

HEIRS_MAX = 4
"""So many in a schedule: a chain of more links takes more time and shows nothing new."""


class Heirs:
    """Orders from finished jobs. `live` lives a customer's story of one job, `delete` deletes one."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        house: House,
        live: Callable[[Promise], None],
        meanwhile: Callable[[float, Callable[[], object]], None],
    ) -> None:
        self._world = world
        self._faults = faults
        self._house = house
        self._live = live
        self._meanwhile = meanwhile
        self._count = 0

    def early(self, promise: Promise, job_id: str) -> None:
        """Order from a job that may still be under way."""
        self._order(promise, job_id, "upscale", "1080p", "early")

    def of(self, promise: Promise, job: Job, delete: Callable[[], object]) -> None:
        """Order from a finished job; perhaps delete it, or lose its film, while that is under way."""
        before = self._count
        if self._faults.hit("client.extends"):
            resolution = (
                "480p" if self._world.random.random() < 0.3 and job.provider == "wavespeed" else "720p"
            )
            self._order(promise, job.id, "extend", resolution, "longer")
        if self._faults.hit("client.upscales"):
            self._order(promise, job.id, "upscale", "1080p", "sharper")
        if self._faults.hit("client.upscales_here"):
            self._order(promise, job.id, "upscale", OURS, "larger")
        if self._count == before:
            return
        if self._faults.hit("client.deletes_source"):
            self._meanwhile(100, delete)
        if self._faults.hit("source.replaced"):
            self._meanwhile(150, lambda: self._replace(job))

    def _order(self, promise: Promise, job_id: str, job_type: str, resolution: str, word: str) -> None:
        if self._count >= HEIRS_MAX:
            return
        self._count += 1
        self._live(
            Promise(
                promise.account_id,
                f"{promise.key}-{word}",
                model=promise.model,
                job_type=job_type,
                source_job_id=job_id,
                resolution=resolution,
            )
        )

    def _replace(self, job: Job) -> None:
        """Put other bytes in the place of a job's film, as no part of ours ever does."""
        objects = self._house.objects
        for name in objects.objects:
            if name.startswith(f"{job.folder}/") and name.endswith(".mp4") and "/video." in name:
                objects.replace(name, b"|somebody else's")
                return
