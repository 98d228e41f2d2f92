"""An object that arrives in one request."""

from .attributes import DEFAULT_CONTENT_TYPE, Attributes, attributes_of
from .bodies import WholeBody
from .call import Call
from .checksums import Digest, ExpectedChecksums
from .errors import invalid
from .multipart import open_multipart
from .names import object_name
from .preconditions import Preconditions
from .receiving import Sink, Source, receive
from .records import Draft, ObjectRecord
from .reply import Reply
from .resources import object_resource
from .storage import Storage


async def store(
    storage: Storage,
    source: Source,
    *,
    bucket: str,
    name: str,
    attributes: Attributes,
    checksums: ExpectedChecksums,
    preconditions: Preconditions,
    size_limits_bytes: tuple[int, int] | None = None,
) -> ObjectRecord:
    """Receive all of `source` and make it the live object, or leave nothing behind.

    Raises:
        StorageError: a precondition, a checksum or a limit does not hold.
        ConnectionError: the client went away.
    """
    storage.bucket(bucket)
    file_id, digest = storage.files.new_id(), Digest()
    try:
        with storage.files.incoming(file_id).open("xb", buffering=0) as file:
            limit_bytes = size_limits_bytes[1] if size_limits_bytes else None
            await receive(source, Sink(file, digest), limit_bytes=limit_bytes)
        check_size(digest.size_bytes, size_limits_bytes)
        checksums.verify(digest)
        return storage.commit(Draft.of(bucket, name, file_id, attributes, digest), preconditions)
    finally:
        storage.files.discard(file_id)


def check_size(size_bytes: int, limits_bytes: tuple[int, int] | None) -> None:
    """Compare with `x-goog-content-length-range`.

    Raises:
        StorageError: 400, the object is too small or too large.
    """
    if limits_bytes is None:
        return
    if size_bytes < limits_bytes[0]:
        raise invalid("The object is smaller than allowed.", code="EntityTooSmall")
    if size_bytes > limits_bytes[1]:
        raise invalid("The object is larger than allowed.", code="EntityTooLarge")


async def insert_media(storage: Storage, call: Call, body: WholeBody, bucket: str) -> Reply:
    """Store a body as it is; the name comes in the query."""
    content_type = call.headers.get("Content-Type", DEFAULT_CONTENT_TYPE)
    document = {
        "contentType": content_type,
        "contentEncoding": call.query.get("contentEncoding"),
    }
    record = await store(
        storage,
        body,
        bucket=bucket,
        name=object_name(call.query.get("name")),
        attributes=attributes_of(document),
        checksums=ExpectedChecksums().and_headers(call.headers),
        preconditions=Preconditions.of_query(call.query),
    )
    return Reply.json(object_resource(record, call.base_url))


async def insert_multipart(storage: Storage, call: Call, body: WholeBody, bucket: str) -> Reply:
    """Store the second part of a body; the first describes it."""
    content_type = call.headers.get("Content-Type", "")
    document, media = await open_multipart(content_type, body.content)
    attributes = attributes_of(document)
    attributes.setdefault("contentType", media.content_type or DEFAULT_CONTENT_TYPE)
    record = await store(
        storage,
        media,
        bucket=bucket,
        name=object_name(document.get("name") or call.query.get("name")),
        attributes=attributes,
        checksums=ExpectedChecksums.of_document(document).and_headers(call.headers),
        preconditions=Preconditions.of_query(call.query),
    )
    return Reply.json(object_resource(record, call.base_url))
