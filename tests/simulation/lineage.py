"""What must hold of a job that begins with another one's video: of its order, its source, and its film."""

from collections.abc import Iterator
from math import ceil

from shared.model.job import OURSELVES, Job, JobState
from shared.model.source import Source
from shared.store import documents
from tests.simulation.encoder import LARGER
from tests.simulation.house import House, catalog
from tests.simulation.made import NOT_TAKEN, SHARPER, part

CHAIN_MAX = 100
Broken = Iterator[tuple[str, str]]


def watch(house: House) -> None:
    """Look at every derived job as it is ordered, and at every file as it is removed."""

    def note(broken: Broken) -> None:
        for invariant, words in broken:
            house.watch.breach(invariant, words)

    house.watch.derived = lambda job: note(_wrong_when_ordered(house, job))
    house.objects.watch = lambda name: note(_wrong_when_removed(house, name))


def _wrong_when_ordered(house: House, job: Job) -> Broken:
    """Yield what is wrong with a derived job at the very commit that makes it: whose source, and which."""
    source = house.store.peek(documents.job(job.source_job_id or ""))
    if source is None or source.account_id != job.account_id or source.deleted_at is not None:
        yield "F122", f"{job.id} was ordered from {job.source_job_id}, which its owner does not have"
        return
    video = house.store.peek(documents.video(source.video_id or ""))
    if source.state is not JobState.COMPLETED or video is None or job.source != Source.of(video):
        yield "F122", f"{job.id} was ordered from {source.id}, and begins with another film than its own"
    if (job.root_job_id, job.depth) != (source.root_job_id, source.depth + 1):
        yield "F125", f"{job.id} from {source.id} has the root {job.root_job_id} and the depth {job.depth}"
    if job.price != _price(job, source):
        yield "price", f"{job.id}, a {job.job_type} of a job at {source.price}, costs {job.price}"


def _price(job: Job, source: Job) -> int:
    if job.provider == OURSELVES:
        assert job.source is not None
        return 2 * ceil(job.source.probe.duration_s / 10)
    if job.job_type == "upscale":
        return max(5, source.price)
    return {"480p": 5, "720p": 10}[str(job.input["resolution"])]


def _wrong_when_removed(house: House, name: str) -> Broken:
    """Yield the jobs under way that begin with a film which is just being removed."""
    for job in house.store.documents("jobs"):
        if not job.settled and job.source is not None and job.source.film.name == name:
            yield "F122", f"{name} is removed, and {job.id} begins with it"


def broken_at_end(house: House, job: Job) -> Broken:
    """F123: the film of a derived job begins with the bytes that were pinned, whatever became of them."""
    if job.source is None or job.state is not JobState.COMPLETED or job.deleted_at is not None:
        return
    video = house.store.peek(documents.video(str(job.video_id)))
    if video is None:
        return  # said elsewhere
    begin = house.objects.contents[job.source.film.generation]
    film = house.objects.contents[video.source.generation]
    if job.provider == OURSELVES:
        if film != LARGER + begin:
            yield "F123", f"{job.id} begins with {begin!r} and was encoded as {film!r}"
        return
    mine = [made for made in house.providers[job.provider].made if made.job_id == job.id]
    good = [SHARPER + begin] if job.job_type == "upscale" else [begin + part(made.id) for made in mine]
    if film not in good:
        yield "F123", f"{job.id} begins with {begin!r} and became {film!r}"
    if all(made.end == NOT_TAKEN for made in mine):
        yield "F123", f"{job.id} is completed, and its provider never had the film"
    extension = {one.id: one for one in catalog().every_extension}.get(job.model)
    if job.adds_s != (extension.adds_s if extension else 0):
        yield "F125", f"{job.id} by {job.model} adds {job.adds_s} s"


def broken_chain(house: House, jobs: list[Job]) -> Broken:
    """A chain is all that has one root and was not deleted, whichever of its jobs is asked for it."""
    there = [job for job in jobs if job.deleted_at is None]
    for job in [job for job in there if job.source_job_id][:1]:
        wanted = {one.id for one in there if one.root_job_id == job.root_job_id}
        chain, _ = house.reader.chain(job, limit=CHAIN_MAX)
        found = {one.id for one in chain}
        if found != wanted:
            yield "chain", f"{job.id} belongs to the chain {wanted}, and is shown in {found}"
