"""The XML API: `/bucket/object`, for whoever holds a signed URL."""

from datetime import UTC, datetime
from urllib.parse import quote

from . import resumable
from .attributes import Attributes, attributes_of
from .bodies import WholeBody
from .call import Call
from .checksums import ExpectedChecksums
from .errors import StorageError, invalid, not_implemented
from .media import media_reply
from .names import object_name
from .object_headers import object_headers
from .preconditions import Preconditions
from .records import ObjectRecord
from .reply import Reply
from .session_table import Session
from .signature import verify
from .signer import Signers
from .single_uploads import store
from .storage import Storage, now_us

_META = "x-goog-meta-"


async def answer(
    storage: Storage, signers: Signers, call: Call, body: WholeBody, bucket: str, name: str
) -> Reply:
    """Answer one request; a session's address was only given to who had a signature.

    Raises:
        StorageError: it is not signed, or not possible.
    """
    if call.method == "OPTIONS":
        return Reply(200)
    if session_id := call.query.get("upload_id"):
        return await _in_session(storage, call, body, session_id)
    verify(call, signers, now=datetime.now(UTC))
    if not name:
        raise not_implemented("the XML API's requests for buckets")
    if call.method in {"GET", "HEAD"}:
        return _read(storage, call, bucket, name)
    if call.method == "PUT":
        return await _put(storage, call, body, bucket, name)
    if call.method == "DELETE":
        storage.delete(_target(storage, call, bucket, name))
        return Reply(204)
    if call.method == "POST" and call.headers.get("X-Goog-Resumable", "").lower() == "start":
        return _start(storage, call, bucket, name)
    raise StorageError(405, "methodNotAllowed", "MethodNotAllowed", "Method not allowed.")


async def _in_session(storage: Storage, call: Call, body: WholeBody, session_id: str) -> Reply:
    if call.method == "DELETE":
        return resumable.cancel(storage, session_id)
    if call.method in {"PUT", "POST"}:
        return await resumable.proceed(storage, call, body, session_id)
    raise StorageError(405, "methodNotAllowed", "MethodNotAllowed", "Method not allowed.")


def _target(storage: Storage, call: Call, bucket: str, name: str) -> ObjectRecord:
    record = storage.find(bucket, name, generation=_generation(call))
    Preconditions.of_headers(call).check(record.generation, record.metageneration)
    return record


def _generation(call: Call) -> int | None:
    text = call.query.get("generation")
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise invalid("Invalid generation.")
    return int(text)


def _read(storage: Storage, call: Call, bucket: str, name: str) -> Reply:
    record = _target(storage, call, bucket, name)
    reply = media_reply(storage, call, record, etag=record.content_etag)
    for parameter, header in (
        ("response-content-type", "Content-Type"),
        ("response-content-disposition", "Content-Disposition"),
    ):
        if value := call.query.get(parameter):
            if not value.isprintable():
                reply.close()
                raise invalid(f"Invalid {parameter}.")
            reply.headers[header] = value
    return reply


async def _put(storage: Storage, call: Call, body: WholeBody, bucket: str, name: str) -> Reply:
    is_chunked = "chunked" in call.headers.get("Transfer-Encoding", "").lower()
    if "Content-Length" not in call.headers and not is_chunked:
        message = "You must provide the Content-Length HTTP header."
        raise StorageError(411, "required", "MissingContentLength", message)
    record = await store(
        storage,
        body,
        bucket=bucket,
        name=object_name(name),
        attributes=_attributes(call),
        checksums=ExpectedChecksums().and_headers(call.headers),
        preconditions=Preconditions.of_headers(call),
        size_limits_bytes=_size_limits_bytes(call),
    )
    return Reply(200, object_headers(record))


def _start(storage: Storage, call: Call, bucket: str, name: str) -> Reply:
    session = Session(
        id=storage.files.new_id(),
        created_us=now_us(),
        bucket=bucket,
        name=object_name(name),
        is_xml=True,
        attributes=_attributes(call),
        preconditions=Preconditions.of_headers(call).as_record(),
        checksums=ExpectedChecksums().and_headers(call.headers).as_record(),
        size_limits_bytes=_size_limits_bytes(call),
    )
    storage.start(session)
    path = f"{call.base_url}/{bucket}/{quote(name, safe='/~')}"
    headers = {"Location": f"{path}?upload_id={session.id}", "X-GUploader-UploadID": session.id}
    return Reply(201, headers)


def _attributes(call: Call) -> Attributes:
    metadata = {
        key.lower().removeprefix(_META): value
        for key, value in call.headers.items()
        if key.lower().startswith(_META)
    }
    document = {
        "contentType": call.headers.get("Content-Type"),
        "cacheControl": call.headers.get("Cache-Control"),
        "contentDisposition": call.headers.get("Content-Disposition"),
        "contentEncoding": call.headers.get("Content-Encoding"),
        "contentLanguage": call.headers.get("Content-Language"),
        "metadata": metadata,
    }
    return attributes_of(document)


def _size_limits_bytes(call: Call) -> tuple[int, int] | None:
    header = call.headers.get("X-Goog-Content-Length-Range")
    if header is None:
        return None
    least, _, most = (part.strip() for part in header.partition(","))
    if not (least + most).isascii() or not least.isdigit() or not most.isdigit():
        raise invalid("Invalid x-goog-content-length-range.")
    return int(least), int(most)
