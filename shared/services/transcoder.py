"""A film upscaled by ourselves: surveyed, encoded in segments, joined; each is one step's work."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.errors import InvariantBroken, PermanentError
from shared.model.base import Time
from shared.model.encoding import QUALITIES, quality_of, target_of
from shared.model.footage import Footage
from shared.model.job import Job
from shared.model.segment import Segmented, divided
from shared.model.video import Probe, StoredObject, Video
from shared.services.collector import FILM, Collector, Made
from shared.storage.base import ObjectStore

WHOLE_SIZE_MAX_BYTES = 2 * 2**30
"""A step's files lie in memory: the segments, the whole that is made of them, and the source."""

SOURCE = "source"
UNEVEN_SLACK = 0.02
"""By how much the number of frames may differ where they came unevenly: their last one may last any time."""

_SPOILT = PermanentError(
    "The parts of the video do not make a whole.",
    code="transcode_failed",
    next_step="Your credits were returned. Start it again, or choose another quality.",
)


@dataclass(frozen=True)
class Encoder:
    """What the transcoder needs of media: each a function of files."""

    survey: Callable[..., tuple[Footage, tuple[float, ...]]]
    """Look at a film: what it is, and when its key frames are shown."""
    encode: Callable[..., None]
    join: Callable[..., None]
    probe: Callable[[Path], Probe]


class Transcoder:
    """Does the work of `upscale` where no provider does; keeps nothing between calls."""

    def __init__(self, objects: ObjectStore, collector: Collector, encoder: Encoder) -> None:
        self._objects = objects
        self._collector = collector
        self._encoder = encoder

    def survey(self, job: Job) -> Segmented:
        """Look at the job's source and divide the work.

        Raises:
            TransientError, PermanentError: it cannot be fetched or read.
        """
        with tempfile.TemporaryDirectory(prefix="survey-") as folder:
            film = Path(folder) / SOURCE
            pinned = self._collector.fetch_source(job, film)
            footage, key_frames_s = self._encoder.survey(film, container=pinned.probe.container)
        chosen = next((name for name in QUALITIES if name == job.input.get("quality")), None)
        size = target_of(footage, str(job.input["target_resolution"]))
        return divided(footage, key_frames_s, size=size, quality=quality_of(chosen))

    def encode(self, job: Job, n: int, watch: Callable[[int], None]) -> StoredObject:
        """Encode one segment and store it in the job's folder; `watch` hears of every second.

        Raises:
            TransientError, PermanentError: it could not be encoded; what `watch` raises comes out, too.
        """
        memo = _memo(job)
        with tempfile.TemporaryDirectory(prefix="segment-") as folder:
            film, encoded = Path(folder) / SOURCE, Path(folder) / f"{n}-{memo.segments[n].attempt}.mp4"
            self._collector.fetch_source(job, film)
            self._encoder.encode(film, memo.plan(n), encoded, watch=watch)
            return self._objects.put(
                f"{job.folder}/segments/{encoded.name}", encoded, content_type="video/mp4"
            )

    def join(self, job: Job, *, at: Time) -> Video:
        """Put the segments together, with the source's sound, and keep the whole.

        Raises:
            TransientError, PermanentError: it could not be done, or is not what it should be.
        """
        memo = _memo(job)
        with tempfile.TemporaryDirectory(prefix="join-") as folder:
            source, whole = Path(folder) / SOURCE, Path(folder) / f"{FILM}.mp4"
            pinned = self._collector.fetch_source(job, source)
            segments = self._segments(memo, Path(folder))
            self._encoder.join(segments, source, memo.footage, whole, sound=pinned.probe.has_audio)
            for path, _ in segments:
                path.unlink()
            self._check(memo, whole)
            return self._collector.keep(job, Made(whole, self._encoder.probe(whole)), at=at)

    def _segments(self, memo: Segmented, folder: Path) -> Sequence[tuple[Path, int | None]]:
        fetched: list[tuple[Path, int | None]] = []
        for n, segment in enumerate(memo.segments):
            if segment.file is None:
                raise InvariantBroken(f"segment {n} is not encoded")
            path = folder / f"{n}.mp4"
            self._objects.fetch(segment.file.name, path, size_max_bytes=WHOLE_SIZE_MAX_BYTES)
            fetched.append((path, memo.plan(n).frames))
        return fetched

    def _check(self, memo: Segmented, whole: Path) -> None:
        """See that no frame is lost or shown twice, and that the size is the one that was planned."""
        if whole.stat().st_size > WHOLE_SIZE_MAX_BYTES:
            raise PermanentError(
                "The video became larger than we keep.",
                code="result_too_large",
                next_step="Your credits were returned. Choose a lower quality or a smaller size.",
            )
        made, _ = self._encoder.survey(whole, container="mp4")
        same_size = (made.width, made.height) == (memo.width, memo.height)
        wanted = memo.footage.shown_frames
        slack = 1 if memo.footage.even else max(1, wanted * UNEVEN_SLACK)
        if not same_size or not made.even or abs(made.frames - wanted) > slack:
            raise _SPOILT


def _memo(job: Job) -> Segmented:
    if not isinstance(job.memo, Segmented):
        raise InvariantBroken(f"job {job.id} has no segments")
    return job.memo
