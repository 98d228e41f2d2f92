"""How many documents one sweep reads to help 100 orphans among 100,000 jobs, counted on the wire."""

import contextlib
import io
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport
from google.cloud.firestore_v1.types import document as document_types
from google.cloud.firestore_v1.types import firestore as types

from shared.clock import utc_now
from shared.model.job import Job, JobState
from shared.model.ledger import Account
from shared.model.order import job_id_of
from shared.services.sweep import Sweep
from shared.store.firestore import Firestore
from shared.store.values import encode_fields
from tests.bench.figure import Figure, at_most, told
from tests.bench.papers import PRICE, an_order
from tests.emulators import RULES, running_firestore
from tests.fakes.memory_objects import MemoryObjects
from tests.fakes.memory_queue import MemoryQueue

JOBS = 100_000
ORPHANS = 100
BATCH = 500
WRITERS = 4
PROJECT = "bench-sweep"
ROOT = f"projects/{PROJECT}/databases/(default)/documents"
HEAP = "-Xmx3g"
_Document = document_types.Document.pb()


def measure() -> list[Figure]:
    """Sweep twice: after lost messages, and when every orphan must be failed and its credits returned."""
    with _big_emulator() as host:
        counter = _Counter()
        channel = grpc.intercept_channel(grpc.insecure_channel(host), counter)
        client = FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))
        store = Firestore(client, project=PROJECT, metadata=[("authorization", "Bearer owner")])
        at = utc_now()
        _write_all(client, _crowd(at))
        _write_all(client, _orphans(at, deadline_s=600, prefix="lost"))
        lost = _swept(store, counter, driven=ORPHANS, failed=0)
        _write_all(client, _orphans(at, deadline_s=-600, prefix="late"))
        late = _swept(store, counter, driven=0, failed=ORPHANS)
    among = f"{ORPHANS} orphans among {JOBS:,} jobs"
    return [
        at_most("sweep: reads for lost messages", lost, "reads", 250, spread=among),
        told("sweep: reads when all must be failed", late, "reads", spread="each reads its account, too"),
    ]


def _swept(store: Firestore, counter: "_Counter", *, driven: int, failed: int) -> int:
    counter.reads = 0
    with contextlib.redirect_stdout(io.StringIO()):  # its log: a line per orphan
        report = Sweep(store, MemoryQueue(), MemoryObjects(), now=utc_now, time_s=60).run()
    assert (report.driven, report.failed) == (driven, failed), report
    return counter.reads


@contextlib.contextmanager
def _big_emulator() -> Iterator[str]:
    """Run an emulator of our own with room for the crowd."""
    before = os.environ.get("_JAVA_OPTIONS")
    os.environ["_JAVA_OPTIONS"] = HEAP  # wins over the flags that the local cloud starts it with
    try:
        with running_firestore(RULES) as host:
            yield host
    finally:
        del os.environ["_JAVA_OPTIONS"]
        if before is not None:
            os.environ["_JAVA_OPTIONS"] = before


class _Counter(grpc.UnaryStreamClientInterceptor):  # type: ignore[misc]
    """Counts documents as Firestore bills them: each one returned or found missing; an empty query is one."""

    def __init__(self) -> None:
        self.reads = 0

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        return _Counted(continuation(details, request), self)


class _Counted:
    """A stream of answers that counts what passes."""

    def __init__(self, answers: Any, counter: _Counter) -> None:
        self._answers = answers
        self._counter = counter
        self._any = False

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        try:
            answer = next(self._answers)
        except StopIteration:
            self._counter.reads += not self._any
            raise
        raw = type(answer).pb(answer)
        fields = {field.name for field, _ in raw.ListFields()}
        if fields & {"found", "missing", "document"}:
            self._counter.reads += 1
            self._any = True
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._answers, name)


def _crowd(at: datetime) -> Iterator[tuple[str, Any]]:
    """Give jobs that need no help: mostly ended, some under way."""
    ended = _job(at, "ended", deadline_s=600).model_copy(
        update={"state": JobState.COMPLETED, "sweep_after": None, "settled_at": at}
    )
    under_way = _job(at, "busy", deadline_s=600).model_copy(update={"sweep_after": at + timedelta(days=1)})
    templates = [_fields(ended), _fields(under_way)]
    for n in range(JOBS):
        yield f"jobs/crowd{n:021d}", templates[n % 20 == 0]


def _orphans(at: datetime, *, deadline_s: float, prefix: str) -> Iterator[tuple[str, Any]]:
    """Give pending jobs whose message was lost, each of an account of its own."""
    for n in range(ORPHANS):
        uid = f"{prefix}{n}"
        job = _job(at, uid, deadline_s=deadline_s, job_id=job_id_of(uid, "bench", "once"))
        yield f"jobs/{job.id}", _fields(job.model_copy(update={"sweep_after": at - timedelta(seconds=60)}))
        yield f"accounts/{uid}", _fields(Account(id=uid, available=1, held=PRICE, active_jobs=1, ver=2))


def _job(at: datetime, uid: str, *, deadline_s: float, job_id: str = "a" * 26) -> Job:
    return Job.pending(an_order(uid, job_id=job_id), at=at.astimezone(UTC), deadline_s=deadline_s)


def _fields(model: Any) -> Any:
    document = _Document()
    encode_fields(model.model_dump(), document.fields)
    return document


def _write_all(client: FirestoreClient, documents: Iterator[tuple[str, Any]]) -> None:
    """Write documents as they are, many at a time."""

    def commit(batch: Sequence[tuple[str, Any]]) -> None:
        request = types.CommitRequest.pb()(database=ROOT.removesuffix("/documents"))
        for path, document in batch:
            write = request.writes.add()
            write.update.CopyFrom(document)
            write.update.name = f"{ROOT}/{path}"
            if path.startswith("jobs/"):
                write.update.fields["id"].string_value = path.removeprefix("jobs/")
        metadata = [("authorization", "Bearer owner")]
        client.commit(request=types.CommitRequest.wrap(request), metadata=metadata, timeout=120)

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(commit, _batches(documents)))


def _batches(documents: Iterator[tuple[str, Any]]) -> Iterator[list[tuple[str, Any]]]:
    batch: list[tuple[str, Any]] = []
    for one in documents:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
