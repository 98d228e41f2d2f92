"""From a provider's finished file to a video we keep: fetch, measure, picture, store, in that order."""

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shared.errors import InvariantBroken, PermanentError, TransientError
from shared.model.base import Time
from shared.model.job import Job
from shared.model.prediction import Prediction
from shared.model.source import Source
from shared.model.video import Grid, Probe, Sprite, StoredObject, Video
from shared.storage.base import ObjectStore

RESULT_SIZE_MAX_BYTES = 500_000_000
FILES_MAX = 50
FILM = "video"
ADDED = "added.mp4"
CONTENT_TYPES = {"mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm"}
"""By the container that the probe found, which is also the file's ending."""

NAME_MAX_BYTES = 1024
"""The longest name of an object in Cloud Storage."""

_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
"""What a provider may name within a job's own folder: Vertex writes `<number>/sample_0.mp4`."""

_FILTERED = PermanentError(
    "The provider finished but gave no video; usually its safety filter held it back.",
    code="filtered",
    next_step="Your credits were returned. Change the words or the image and try again.",
)

_CHANGED = PermanentError(
    "The source was replaced meanwhile.",
    code="source_changed",
    next_step="Your credits were returned. Begin with another video.",
)


@dataclass(frozen=True)
class Pictures:
    """What shows a film before it plays: a WebP, a short MP4 and, laid out as `grid` says, another WebP."""

    poster: Path
    preview: Path
    sprite: Path | None = None
    grid: Grid | None = None


@dataclass(frozen=True)
class Studio:
    """What the collector needs of media: each a function of files."""

    fetch: Callable[[str, Path], object]
    """Download a provider's URL into a file, with limits."""
    probe: Callable[[Path], Probe]
    check: Callable[[Probe, Job], None]
    """Refuse a video that is not what was ordered."""
    picture: Callable[[Path, Probe, Path], Pictures]
    """Make the poster, the hover preview and the sprite sheet of a video, in a folder."""
    join: Callable[[Path, Probe, Path, Probe, Path], None]
    """Put the second film behind the first; the last path is the whole."""
    cut: Callable[..., None]
    """Make a film, `target`, of what comes after `begin_s` seconds of another."""


@dataclass(frozen=True)
class Made:
    """What a job came to: the film to keep, in a folder of its own, and, of an extension, its new part."""

    film: Path
    probe: Probe
    added: Path | None = None


class Collector:
    """Keeps finished videos. `bucket` is ours, the one that a provider's `gs://` file must lie in."""

    def __init__(self, objects: ObjectStore, studio: Studio, *, bucket: str) -> None:
        self._objects = objects
        self._studio = studio
        self._bucket = bucket

    def collect(self, job: Job, prediction: Prediction, *, at: Time) -> Video:
        """Return the video of a finished prediction, stored under this attempt's own folder.

        Raises:
            TransientError: the file did not come, or not whole; it may another time.
            PermanentError: there is none, or it is not what was ordered.
        """
        if not prediction.files:
            raise _FILTERED
        with tempfile.TemporaryDirectory(prefix="collect-") as folder:
            made = self._made(job, prediction, Path(folder))
            return self.keep(job, made, at=at)

    def keep(self, job: Job, made: Made, *, at: Time) -> Video:
        """Check a film against its order, picture it, and store all of it; the video is not yet committed.

        Raises:
            PermanentError: it is not what was ordered, or cannot be pictured.
        """
        self._studio.check(made.probe, job)
        pictures = self._studio.picture(made.film, made.probe, made.film.parent)
        return Video(
            id=f"{job.id}-1",
            account_id=job.account_id,
            job_id=job.id,
            attempt=job.attempt,
            poster=self._keep(job, pictures.poster, "image/webp"),
            preview=self._keep(job, pictures.preview, "video/mp4"),
            sprite=self._keep_sprite(job, pictures),
            added=self._keep(job, made.added, "video/mp4") if made.added else None,
            # Last: where an attempt's film lies, its other files lie, too.
            source=self._keep(job, made.film, CONTENT_TYPES[made.probe.container]),
            probe=made.probe,
            created_at=at,
        )

    def fetch_source(self, job: Job, target: Path) -> Source:
        """Fetch the film that the job begins with.

        Raises:
            PermanentError: it is not the one that was pinned.
        """
        if job.source is None:
            raise InvariantBroken(f"job {job.id} has no source")
        pinned = job.source
        stored = self._objects.fetch(pinned.film.name, target, size_max_bytes=RESULT_SIZE_MAX_BYTES)
        if stored.generation != pinned.film.generation:
            raise _CHANGED
        return pinned

    def _made(self, job: Job, prediction: Prediction, folder: Path) -> Made:
        """Fetch the film and measure it; an extension that came without its beginning is joined to it."""
        fetched = folder / "fetched"
        self._fetch(job, prediction.files[0], fetched)
        probe = self._studio.probe(fetched)
        film = fetched.rename(folder / f"{FILM}.{probe.container}")
        if job.source is None:
            return Made(film, probe)
        begin = job.source.probe
        is_whole = abs(probe.duration_s - begin.duration_s - job.adds_s) < abs(probe.duration_s - job.adds_s)
        if is_whole or not job.adds_s:
            self._check_source(job.source)
        if not job.adds_s:
            return Made(film, probe)
        if is_whole:
            added = folder / ADDED
            self._studio.cut(film, probe, begin_s=begin.duration_s, target=added)
            return Made(film, probe, added)
        added = film.rename(folder / ADDED)
        source, whole = folder / "source", folder / f"{FILM}.mp4"
        self.fetch_source(job, source)
        self._studio.join(source, begin, added, probe, whole)
        return Made(whole, self._studio.probe(whole), added)

    def _check_source(self, pinned: Source) -> None:
        """See that a provider which took the source from our bucket by its name took the right one.

        Raises:
            PermanentError: it is not the one that was pinned.
        """
        stored = self._objects.find(pinned.film.name)
        if stored is None or stored.generation != pinned.film.generation:
            raise _CHANGED

    def _fetch(self, job: Job, file: str, target: Path) -> None:
        """Take the film from an earlier attempt that was lost after storing it, else from the provider."""
        earlier = self._stored_before(job)
        if earlier is not None:
            self._objects.fetch(earlier.name, target, size_max_bytes=RESULT_SIZE_MAX_BYTES)
        elif file.startswith("gs://"):
            self._fetch_provided(self._name_of(job, file), target)
        else:
            self._studio.fetch(file, target)

    def _fetch_provided(self, name: str, target: Path) -> None:
        """Fetch what a provider put into our bucket; if it is not there, the next poll may name another."""
        try:
            self._objects.fetch(name, target, size_max_bytes=RESULT_SIZE_MAX_BYTES)
        except PermanentError as error:
            if error.code != "file_missing":
                raise
            raise TransientError("The video is not where the provider said.", code=error.code) from error

    def _stored_before(self, job: Job) -> StoredObject | None:
        if job.attempt == 1:
            return None
        stored = self._objects.list(f"{job.folder}/", limit=FILES_MAX)
        return next((one for one in stored if one.name.rpartition("/")[2].startswith(f"{FILM}.")), None)

    def _name_of(self, job: Job, file: str) -> str:
        """Return the object that a `gs://` address names: in our bucket, in this job's own folder.

        The provider's word counts for nothing more: any other object may be somebody else's.
        """
        place = f"gs://{self._bucket}/{job.provider_folder}/"
        name = f"{job.provider_folder}/{file.removeprefix(place)}"
        plain = file.startswith(place) and _PLAIN.fullmatch(file, len(place))
        if not plain or len(name.encode()) > NAME_MAX_BYTES:
            raise PermanentError(
                "The provider put the video where it does not belong.", code="result_misplaced"
            )
        return name

    def _keep_sprite(self, job: Job, pictures: Pictures) -> Sprite | None:
        if pictures.sprite is None or pictures.grid is None:
            return None
        return Sprite(file=self._keep(job, pictures.sprite, "image/webp"), grid=pictures.grid)

    def _keep(self, job: Job, file: Path, content_type: str) -> StoredObject:
        return self._objects.put(f"{job.folder}/{job.attempt}/{file.name}", file, content_type=content_type)
