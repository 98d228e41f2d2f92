"""Every real service, wired over the simulation's fakes; as `shared.wiring` does it over the real ones."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from shared.catalog import Catalog, load_catalog
from shared.errors import NotAuthenticated, PermanentError, TransientError
from shared.job_types import JOB_TYPES
from shared.media.picture import CleanImage
from shared.model.job import Job
from shared.model.messages import StepMessage
from shared.model.rate import Rate
from shared.model.video import Grid, Probe
from shared.services.callbacks import Callbacks
from shared.services.collector import Collector, Pictures, Studio
from shared.services.credits import Credits
from shared.services.drafts import Drafts
from shared.services.job_reader import JobReader
from shared.services.jobs import Jobs, Limits
from shared.services.orders import Orders
from shared.services.reconcile import Reconcile
from shared.services.segment_worker import SegmentWorker
from shared.services.sweep import Sweep
from shared.services.toolbox import Toolbox
from shared.services.transcoder import Transcoder
from shared.services.uploads import Uploads
from shared.services.videos import Videos
from shared.services.worker import Worker
from shared.store import documents
from tests.simulation.encoder import SimEncoder
from tests.simulation.faults import Faults
from tests.simulation.files import read, write
from tests.simulation.made import lasts_s
from tests.simulation.network import Network
from tests.simulation.objects import SimObjects
from tests.simulation.provider import BUCKET, SimProvider
from tests.simulation.store import SimStore
from tests.simulation.surroundings import Surroundings
from tests.simulation.trace import Trace
from tests.simulation.watch import Watch
from tests.simulation.webhooks import Webhooks
from tests.simulation.world import World

LEASE_S = 570.0
SEGMENT_LEASE_S = 120.0
RETRY_BASE_S = 60.0
SWEEP_TIME_S = 90.0
ORDERS = (Rate.per_minute(60), Rate(burst=400, interval_s=1))
"""With the first, an order that a fast clock dated holds others up for minutes; so half have it."""
TODAY = date(2026, 11, 20)
catalog = cache(load_catalog)
GOOD_SIGNATURE = {"signature": "good"}


class House:
    """One whole product in one world."""

    def __init__(self, world: World, faults: Faults, trace: Trace, *, exact: bool) -> None:
        random = world.random
        self._world = world
        self._faults = faults
        self.deadline_s = random.choice((400.0, 900.0, 1800.0))
        self.signup = random.choice((30, 60, 200))
        self.watch = Watch(world, trace)
        self.watch.active_jobs_max = random.choice((3, 20))
        self.store = SimStore(Surroundings(world, faults, "store"), watch=self.watch, exact=exact)
        self.objects = SimObjects(Surroundings(world, faults, "objects"))
        self.queue = Network(world, faults, Surroundings(world, faults, "queue"), self._step)
        self.webhooks = Webhooks(world, faults, self._call_back)
        self.providers = {
            name: SimProvider(
                world,
                faults,
                self.objects,
                self.store,
                in_bucket=name == "vertex",
                call_back=self.webhooks.send,
            )
            for name in ("wavespeed", "vertex")
        }
        self._build(
            Limits(
                active_jobs_max=self.watch.active_jobs_max,
                signup_credits=self.signup,
                deadline_s=self.deadline_s,
                orders=random.choice(ORDERS),
            )
        )

    def _build(self, limits: Limits) -> None:
        store, queue, objects, now = self.store, self.queue, self.objects, self._world.now
        studio = Studio(
            fetch=self._fetch, probe=self._probe, check=self._check, picture=_picture, join=_join, cut=_cut
        )
        collector = Collector(objects, studio, bucket=BUCKET)
        tools = Toolbox(
            store,
            objects,
            collector,
            Transcoder(objects, collector, SimEncoder(self._world, self._faults, self._probe).tools),
            provider=self.providers.__getitem__,
            callback_url=lambda job: f"https://dailies.test/{job.id}",
            now=now,
            pace=1.0,
        )
        self.jobs = Jobs(store, queue, limits=limits, now=now)
        self.reader = JobReader(store, sleep=self._world.sleep, monotonic=lambda: self._world.time)
        self.worker = Worker(
            store,
            queue,
            JOB_TYPES,
            tools,
            now=now,
            lease_s=LEASE_S,
            retry_base_s=RETRY_BASE_S,
            monotonic=lambda: self._world.time,
        )
        self.segment_worker = SegmentWorker(
            store,
            queue,
            tools,
            now=now,
            lease_s=SEGMENT_LEASE_S,
            retry_base_s=RETRY_BASE_S,
            monotonic=lambda: self._world.time,
        )
        self.sweep = Sweep(store, queue, objects, now=now, time_s=SWEEP_TIME_S)
        self.credits = Credits(store, now=now, signup_credits=limits.signup_credits)
        self.reconcile = Reconcile(store, self.credits)
        self.drafts = Drafts(store, now=now)
        self.videos = Videos(store, objects, now=now)
        self.callbacks = Callbacks(store, queue, {"wavespeed": self._verify}, now=now)
        self.uploads = Uploads(store, objects, now=now, new_id=self._new_id, clean=_clean)
        books: Catalog = catalog()
        self.orders = Orders(store, books, self.uploads, today=lambda: TODAY)

    def _step(self, message: StepMessage) -> None:
        if message.segment is None:
            self.worker.run(message)
        else:
            self.segment_worker.run(message)
        self.watch.acknowledged(self.store.peek(documents.job(message.job_id)))

    def _call_back(self, headers: Mapping[str, str], body: bytes, job_id: str) -> None:
        self.callbacks.wavespeed(headers, body, job_id)

    def _new_id(self) -> str:
        return f"{self._world.random.getrandbits(64):016x}"

    def _verify(self, headers: Mapping[str, str], body: bytes) -> str:
        if headers != GOOD_SIGNATURE:
            raise NotAuthenticated("The signature is wrong.")
        self._world.at("post-verify")
        return body.decode()

    def _fetch(self, url: str, target: Path) -> None:
        self._world.at("pre-download")
        if self._faults.hit("fetch.lost"):
            raise TransientError("The file did not come.", code="result_unreachable")
        self._world.at("mid-download")
        film = self.providers["wavespeed"].film(url)
        write(target, b"" if self._faults.hit("fetch.truncated") else film)

    def _probe(self, path: Path) -> Probe:
        film = read(path)
        self._world.at("post-probe")
        if not film:
            raise TransientError("The file is not whole.", code="result_broken")
        return PROBE.model_copy(update={"size_bytes": len(film), "duration_s": lasts_s(film)})

    def _check(self, probe: Probe, job: Job) -> None:
        if self._faults.hit("film.wrong"):
            raise PermanentError("This is not what was ordered.", code="result_wrong")


PROBE = Probe(
    container="mp4",
    codec="h264",
    width=1280,
    height=720,
    duration_s=5,
    fps=24,
    has_audio=True,
    size_bytes=9,
)


GRID = Grid(columns=10, rows=1, tile_width=160, tile_height=90, interval_s=0.5)


def _join(first: Path, first_probe: Probe, second: Path, second_probe: Probe, target: Path) -> None:
    write(target, read(first) + read(second))


def _cut(film: Path, probe: Probe, *, begin_s: float, target: Path) -> None:
    write(target, read(film)[-9:])


def _picture(film: Path, probe: Probe, folder: Path) -> Pictures:
    made = Pictures(folder / "poster.webp", folder / "preview.mp4", folder / "sprite.webp", GRID)
    for file in (made.poster, made.preview, made.sprite):
        assert file is not None
        write(file, b"%s of %d bytes" % (file.stem.encode(), probe.size_bytes))
    return made


def _clean(path: Path, target: Path) -> CleanImage:
    write(target, b"clean " + read(path))
    return CleanImage(width=64, height=36, content_type="image/png", size_bytes=target.stat().st_size)
