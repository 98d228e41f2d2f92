"""Uploads in several requests: start, continue, ask, cancel."""

import asyncio
from dataclasses import replace
from weakref import WeakValueDictionary

from .attributes import DEFAULT_CONTENT_TYPE, attributes_of
from .call import Call, whole_number
from .checksums import Digest, ExpectedChecksums
from .content_range import ContentRange
from .errors import StorageError, invalid, no_such_session, session_expired
from .names import object_name
from .object_headers import object_headers
from .preconditions import Preconditions
from .receiving import Sink, Source, receive
from .records import Draft, ObjectRecord
from .reply import Reply
from .resources import object_resource
from .session_table import Session
from .single_uploads import check_size
from .storage import Storage, now_us

# All but the last chunk count in multiples of this; what is over is not kept.
CHUNK_UNIT_BYTES = 256 << 10
OTHER_REQUEST_TIMEOUT_S = 30

_locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


def start_json(storage: Storage, call: Call, bucket: str) -> Reply:
    """Begin an upload that the JSON API asked for."""
    document = call.document()
    attributes = attributes_of(document)
    announced = call.headers.get("X-Upload-Content-Type", DEFAULT_CONTENT_TYPE)
    attributes.setdefault("contentType", announced)
    session = Session(
        id=storage.files.new_id(),
        created_us=now_us(),
        bucket=bucket,
        name=object_name(document.get("name") or call.query.get("name")),
        is_xml=False,
        attributes=attributes,
        preconditions=Preconditions.of_query(call.query).as_record(),
        checksums=ExpectedChecksums.of_document(document).and_headers(call.headers).as_record(),
        size_bytes=whole_number(call.headers.get("X-Upload-Content-Length"), "X-Upload-Content-Length"),
    )
    storage.start(session)
    location = f"{call.base_url}/upload/storage/v1/b/{bucket}/o?uploadType=resumable&upload_id={session.id}"
    headers = {"Location": location, "X-GUploader-UploadID": session.id}
    return Reply(200, headers)


def cancel(storage: Storage, session_id: str) -> Reply:
    """Forget an upload; 499 is what Cloud Storage answers when that went well."""
    _session(storage, session_id)
    storage.cancel(session_id)
    return Reply(499)


async def proceed(storage: Storage, call: Call, body: Source, session_id: str) -> Reply:
    """Take one more part of an upload, or say how much has arrived.

    Raises:
        StorageError: the session is gone, or the part does not fit.
        ConnectionError: the client went away; what arrived of the part is kept.
    """
    part = ContentRange.parse(call.headers.get("Content-Range"))
    lock = _locks.setdefault(session_id, asyncio.Lock())
    await _acquire(lock)
    try:
        session = _session(storage, session_id)
        if session.outcome is not None:
            return _finished(session, ObjectRecord(**session.outcome), call)
        session = _sized(session, part)
        if part.first is not None:
            await _take(storage, body, session, part)
        return await _answer(storage, call, session, part)
    finally:
        lock.release()


async def _acquire(lock: asyncio.Lock) -> None:
    try:
        async with asyncio.timeout(OTHER_REQUEST_TIMEOUT_S):
            await lock.acquire()
    except TimeoutError:
        message = "Another request is sending to this upload session."
        raise StorageError(503, "backendError", "ServiceUnavailable", message) from None


def _session(storage: Storage, session_id: str) -> Session:
    session = storage.sessions.get(session_id)
    if session is None:
        raise no_such_session()
    if session.is_expired(now_us()):
        raise session_expired()
    return session


def _sized(session: Session, part: ContentRange) -> Session:
    """Return the session with its size, if the part tells it."""
    if part.total is None:
        return session
    if session.size_bytes not in {None, part.total}:
        raise invalid("The upload's size is not what was announced.")
    check_size(part.total, session.size_limits_bytes)
    return replace(session, size_bytes=part.total)


async def _take(storage: Storage, body: Source, session: Session, part: ContentRange) -> None:
    """Append a part without the bytes that were there before."""
    received_bytes = storage.files.received_bytes(session.id)
    first = part.first or 0
    if first > received_bytes:
        raise invalid(
            f"Invalid request. According to the Content-Range header, the upload offset is {first} "
            f"byte(s), which exceeds already uploaded size of {received_bytes} byte(s)."
        )
    digest = await _digest(storage, session, received_bytes)
    kept_bytes = received_bytes
    try:
        with storage.files.append(session.id) as file:
            sink = Sink(file, digest, skip_bytes=received_bytes - first)
            arrived_bytes = await receive(body, sink, limit_bytes=_limit_bytes(session, part))
        if part.last is not None and arrived_bytes != part.last - first + 1:
            raise invalid("The body is not as long as the Content-Range header says.")
        is_end = part.last is None or digest.size_bytes == session.size_bytes
        kept_bytes = digest.size_bytes if is_end else _whole_units(digest.size_bytes)
    except ConnectionError:
        kept_bytes = max(received_bytes, _whole_units(digest.size_bytes))
        raise
    finally:
        _keep(storage, session, digest, kept_bytes)


def _whole_units(size_bytes: int) -> int:
    return size_bytes // CHUNK_UNIT_BYTES * CHUNK_UNIT_BYTES


def _keep(storage: Storage, session: Session, digest: Digest, size_bytes: int) -> None:
    """Cut off what does not count; checksums cannot go back, so they are then read anew."""
    if digest.size_bytes == size_bytes:
        storage.digests[session.id] = digest
    else:
        storage.digests.pop(session.id, None)
        storage.files.truncate(session.id, size_bytes)


def _limit_bytes(session: Session, part: ContentRange) -> int | None:
    first = part.first or 0
    if part.last is not None:
        return part.last - first + 1
    if session.size_bytes is not None:
        return max(session.size_bytes - first, 0)
    return session.size_limits_bytes[1] - first if session.size_limits_bytes else None


async def _digest(storage: Storage, session: Session, size_bytes: int) -> Digest:
    digest = storage.digests.get(session.id)
    if digest is not None and digest.size_bytes == size_bytes:
        return digest
    if size_bytes == 0:
        return Digest()
    return await asyncio.to_thread(Digest.of_file, storage.files.incoming(session.id))


async def _answer(storage: Storage, call: Call, session: Session, part: ContentRange) -> Reply:
    """Finish the upload if all of it is there."""
    received_bytes = storage.files.received_bytes(session.id)
    # A body of unannounced length ends the upload where the body ends.
    is_open_ended = part.first is not None and part.last is None and session.size_bytes is None
    if not is_open_ended and received_bytes != session.size_bytes:
        return _unfinished(received_bytes)
    is_question = part.first is None and part.total is None
    if is_question and received_bytes == 0:
        return _unfinished(received_bytes)
    digest = await _digest(storage, session, received_bytes)
    checksums = ExpectedChecksums.stored(session.checksums).and_hash_header(call.headers)
    try:
        check_size(received_bytes, session.size_limits_bytes)
        checksums.verify(digest)
        storage.files.append(session.id).close()  # an empty object has no file yet
        draft = Draft.of(session.bucket, session.name, session.id, session.attributes, digest)
        preconditions = Preconditions.stored(session.preconditions)
        record = storage.commit(draft, preconditions, session=session)
        return _finished(session, record, call)
    except StorageError:
        storage.cancel(session.id)  # these bytes can never become the object
        raise


def _unfinished(received_bytes: int) -> Reply:
    if received_bytes == 0:
        return Reply(308)
    return Reply(308, {"Range": f"bytes=0-{received_bytes - 1}"})


def _finished(session: Session, record: ObjectRecord, call: Call) -> Reply:
    if session.is_xml:
        return Reply(200, object_headers(record))
    return Reply.json(object_resource(record, call.base_url))
