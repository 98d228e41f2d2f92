"""Chosen videos as one ZIP: nothing of it is stored, and any part of it can be had again.

A ticket names the list; whoever follows it gets what the list is now. The same films give the same bytes and
the same tag, whichever ticket asks, so an interrupted download goes on with a later one.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.clock import Now
from shared.errors import Gone, InvalidRequest, NotFound, PermanentError
from shared.media.zip_layout import Entry, ZipLayout
from shared.model.download import SIZE_MAX_BYTES, Download
from shared.model.job import Job
from shared.model.video import StoredObject, Video
from shared.services import manifest
from shared.services.job_reader import owned
from shared.storage.base import ObjectStore
from shared.store import documents
from shared.store.base import Store, Tx

TICKET_TTL_S = 6 * 3600
"""Longer than the hour that a function may answer: what takes longer is fetched in several requests."""


@dataclass(frozen=True)
class Archive:
    """One ZIP: `etag` is of its bytes."""

    layout: ZipLayout
    etag: str
    file_name: str
    objects: ObjectStore
    files: Mapping[str, StoredObject]

    @property
    def size_bytes(self) -> int:
        """How large the whole is."""
        return self.layout.size_bytes

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes from `start` to `stop`.

        Raises:
            TransientError: storage does not answer, or stops in the middle.
            Gone: a film was deleted meanwhile.
        """
        for piece in self.layout.cut(start, stop):
            if isinstance(piece, bytes):
                yield piece
                continue
            try:
                yield from self.objects.read(self.files[piece.entry.name], piece.start, piece.stop)
            except PermanentError as error:
                raise _gone() from error


class Downloads:
    """Puts videos of one owner together."""

    def __init__(
        self, store: Store, objects: ObjectStore, *, now: Now, new_ticket: Callable[[], str]
    ) -> None:
        self._store = store
        self._objects = objects
        self._now = now
        self._new_ticket = new_ticket

    def begin(self, account_id: str, video_ids: Sequence[str]) -> tuple[Download, Archive]:
        """Return a ticket for the ZIP of the caller's videos, in this order, and the ZIP.

        Raises:
            NotFound: one of them does not exist, was deleted, or is somebody else's.
            Gone: the film of one has just been deleted.
            InvalidRequest: together they are too large.
        """
        chosen = self._chosen(account_id, video_ids)
        size_bytes = sum(video.source.size_bytes for video, _ in chosen)
        if size_bytes > SIZE_MAX_BYTES:
            raise InvalidRequest(
                f"These videos have {size_bytes / 1e9:.1f} GB together; a ZIP takes "
                f"{SIZE_MAX_BYTES / 1e9:.0f} GB. Choose fewer, and fetch the others in another one."
            )
        archive = self._archive([(self._with_crc32(video), job) for video, job in chosen])
        now = self._now()
        download = Download(
            id=self._new_ticket(),
            account_id=account_id,
            video_ids=tuple(video_ids),
            created_at=now,
            expires_at=now + timedelta(seconds=TICKET_TTL_S),
        )
        return self._create(download), archive

    def open(self, ticket: str) -> Archive:
        """Return the ZIP that a ticket fetches, as its list is now.

        Raises:
            NotFound: there is no such ticket, or not any more.
            Gone: a video of the list was deleted.
        """
        download = self._store.get(documents.download(ticket))
        if download is None or download.expires_at <= self._now():
            raise NotFound("There is no such download.")
        try:
            chosen = self._chosen(download.account_id, download.video_ids)
        except NotFound:
            raise _gone() from None
        return self._archive([(self._with_crc32(video), job) for video, job in chosen])

    def _create(self, download: Download) -> Download:
        place = documents.download(download.id)

        def body(tx: Tx) -> Download:
            # Read.
            seen = tx.get(place)
            # Decide, write.
            if seen is None:  # else it is our own commit, whose reply was lost
                tx.create(place, download)
            return seen or download

        return self._store.transact(body)

    def _chosen(self, account_id: str, video_ids: Sequence[str]) -> list[tuple[Video, Job]]:
        videos = self._store.get_all([documents.video(one) for one in video_ids])
        found = [video for video in videos if video is not None and video.account_id == account_id]
        if len(found) < len(video_ids):  # as quickly as if somebody else's were not there
            raise _missing()
        jobs = self._store.get_all([documents.job(video.job_id) for video in found])
        try:
            return [(video, owned(job, account_id)) for video, job in zip(found, jobs, strict=True)]
        except NotFound:
            raise _missing() from None

    def _with_crc32(self, video: Video) -> Video:
        """Return the video with its film's checksum; a film of old is read for it, once."""
        film = video.source
        if film.crc32 is not None:
            return video
        crc32 = 0
        try:
            for piece in self._objects.read(film, 0, film.size_bytes):
                crc32 = zlib.crc32(piece, crc32)
        except PermanentError as error:
            raise _gone() from error
        known = video.model_copy(update={"source": film.model_copy(update={"crc32": crc32})})

        def body(tx: Tx) -> None:
            # Read.
            seen = tx.get(documents.video(video.id))
            # Decide, write.
            if seen is not None and seen.source == film:
                tx.put(documents.video(video.id), seen.model_copy(update={"source": known.source}))

        self._store.transact(body)
        return known

    def _archive(self, chosen: Sequence[tuple[Video, Job]]) -> Archive:
        names = [manifest.file_name(n, video, job) for n, (video, job) in enumerate(chosen, 1)]
        rows = [manifest.row_of(name, video, job) for name, (video, job) in zip(names, chosen, strict=True)]
        newest = max(video.created_at for video, _ in chosen)
        words = {"manifest.json": manifest.as_json(rows), "manifest.csv": manifest.as_csv(rows)}
        entries = [Entry(name, len(text), zlib.crc32(text), newest, text) for name, text in words.items()]
        for name, (video, _) in zip(names, chosen, strict=True):
            film = video.source
            entries.append(Entry(name, film.size_bytes, film.crc32 or 0, video.created_at))
        files = {name: video.source for name, (video, _) in zip(names, chosen, strict=True)}
        return Archive(
            ZipLayout(entries),
            _etag(entries, files),
            f"dailies {len(chosen)} videos.zip",
            self._objects,
            files,
        )


def _etag(entries: Sequence[Entry], files: Mapping[str, StoredObject]) -> str:
    """Return a strong tag: of everything that the ZIP's bytes depend on."""
    told = hashlib.sha256()
    for entry in entries:
        generation = files[entry.name].generation if entry.name in files else 0
        told.update(f"{entry.name}\n{entry.size_bytes} {entry.crc32} {entry.at} {generation}\n".encode())
    return told.hexdigest()[:32]


def _missing() -> NotFound:
    return NotFound(
        "There is no video with one of these ids among yours. Check the ids, or list your jobs with "
        "GET /api/jobs."
    )


def _gone() -> Gone:
    return Gone(
        "A video of this ZIP was deleted. Choose again, and ask for another with POST /api/videos/download."
    )
