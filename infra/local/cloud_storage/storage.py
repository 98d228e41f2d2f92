"""An open storage folder: records and bytes, changed together."""

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import database
from .bucket_table import BucketTable
from .checksums import Digest
from .data_files import DataFiles
from .errors import StorageError, no_such_bucket, no_such_object
from .object_table import ObjectTable
from .preconditions import Preconditions
from .records import BucketRecord, Draft, ObjectRecord
from .session_table import DAY_US, SESSION_LIFE_US, Session, SessionTable

SESSIONS_MAX = 1000
_log = logging.getLogger(__name__)


class Storage:
    """Buckets, objects and upload sessions of one folder, which only one process may open."""

    def __init__(self, directory: Path) -> None:
        """Open `directory`, made if it is missing, and remove what a crash left behind.

        Raises:
            BlockingIOError: another process has it open.
        """
        directory.mkdir(parents=True, exist_ok=True)
        self._lock = (directory / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.files = DataFiles(directory)
        self._database = database.connect(directory / "metadata.sqlite")
        self.buckets = BucketTable(self._database)
        self.objects = ObjectTable(self._database)
        self.sessions = SessionTable(self._database)
        # Running checksums of uploads; after a restart they are read from the file again.
        self.digests: dict[str, Digest] = {}
        self.expire_sessions()
        self._recover()

    def close(self) -> None:
        """Let another process have the folder."""
        self._database.close()
        self._lock.close()

    def bucket(self, name: str) -> BucketRecord:
        """Return a bucket.

        Raises:
            StorageError: there is none.
        """
        if (record := self.buckets.get(name)) is None:
            raise no_such_bucket()
        return record

    def find(self, bucket: str, name: str, *, generation: int | None = None) -> ObjectRecord:
        """Return the live object, if it has that generation.

        Raises:
            StorageError: there is no such bucket, object or generation.
        """
        self.bucket(bucket)
        record = self.objects.get(bucket, name)
        if record is None or generation not in {None, record.generation}:
            raise no_such_object(bucket, name)
        return record

    def check(self, bucket: str, name: str, preconditions: Preconditions) -> ObjectRecord | None:
        """Compare with what is live now, which is returned.

        Raises:
            StorageError: there is no such bucket, or a precondition does not hold.
        """
        self.bucket(bucket)
        live = self.objects.get(bucket, name)
        if live is None:
            preconditions.check(0, 0)
        else:
            preconditions.check(live.generation, live.metageneration)
        return live

    def commit(
        self, draft: Draft, preconditions: Preconditions, *, session: Session | None = None
    ) -> ObjectRecord:
        """Make a complete upload the live object; its `session` remembers that in the same step.

        The bytes are in place before the record is; a crash in between leaves an orphan file.

        Raises:
            StorageError: as `check`; the bytes are still among the incoming.
        """
        previous = self.check(draft.bucket, draft.name, preconditions)
        self.files.publish(draft.file_id)
        with self._transaction():
            record = draft.as_object(generation=self._next_generation())
            self.objects.put(record)
            if session is not None:
                self.sessions.put(session.finished(record.as_record()))
        if previous is not None:
            self.files.remove(previous.file_id)
        if session is not None:
            self.digests.pop(session.id, None)
        return record

    def update(self, record: ObjectRecord) -> None:
        """Store a new metageneration of the live object."""
        self.objects.put(record)

    def delete(self, record: ObjectRecord) -> None:
        """Remove the live object, record first."""
        self.objects.delete(record.bucket, record.name)
        self.files.remove(record.file_id)

    def start(self, session: Session) -> None:
        """Remember a new upload session.

        Raises:
            StorageError: 429, too many are open; or as `check`.
        """
        self.check(session.bucket, session.name, Preconditions.stored(session.preconditions))
        self.expire_sessions()
        if len(self.sessions.unfinished_ids()) >= SESSIONS_MAX:
            message = f"There are already {SESSIONS_MAX} unfinished uploads."
            raise StorageError(429, "rateLimitExceeded", "SlowDown", message)
        self.sessions.put(session)

    def cancel(self, session_id: str) -> None:
        """Forget an upload session and its bytes."""
        self.sessions.delete(session_id)
        self.digests.pop(session_id, None)
        self.files.discard(session_id)

    def expire_sessions(self) -> None:
        """Forget sessions that nobody may continue; for a day after they end they answer 410."""
        for session_id in self.sessions.ids_before(now_us() - SESSION_LIFE_US - DAY_US):
            self.cancel(session_id)

    def _next_generation(self) -> int:
        """Return microseconds since 1970, but always more than ever before."""
        query = "UPDATE clock SET last_generation = max(last_generation + 1, ?) RETURNING *"
        generation: int = self._database.execute(query, (now_us(),)).fetchone()[0]
        return generation

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _recover(self) -> None:
        kept: set[str] = set()
        for record in self.objects.all():
            if self.files.is_whole(record.file_id, record.size_bytes):
                kept.add(record.file_id)
            else:
                _log.error("object lost its bytes: generation %d", record.generation)
                self.objects.delete(record.bucket, record.name)
        removed = self.files.sweep(uploads=self.sessions.unfinished_ids(), objects=kept)
        if removed:
            _log.info("removed %d files of uploads that never ended", removed)


def now_us() -> int:
    """Return microseconds since 1970."""
    return time.time_ns() // 1000
