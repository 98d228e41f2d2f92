"""Objects made from objects: compose, rewrite, copy."""

import asyncio
from contextlib import ExitStack
from typing import Any

from .attributes import attributes_of, patched
from .call import Call, whole_number
from .checksums import Digest
from .errors import invalid
from .names import object_name
from .preconditions import Preconditions
from .records import Draft, ObjectRecord
from .reply import Reply
from .resources import object_resource
from .storage import Storage

SOURCES_MAX = 32


async def compose(storage: Storage, call: Call, bucket: str, name: str) -> Reply:
    """Join up to 32 objects into one; it has a CRC32C and, as in Cloud Storage, no MD5."""
    document = call.document()
    sources = _sources(storage, bucket, document.get("sourceObjects"))
    preconditions = Preconditions.of_query(call.query)
    storage.check(bucket, name, preconditions)
    attributes = attributes_of(_destination(document))
    if sources and "contentType" in sources[0].attributes:
        attributes.setdefault("contentType", sources[0].attributes["contentType"])
    # Opened before the first wait: what is overwritten or deleted meanwhile stays readable.
    with ExitStack() as opened:
        files = [opened.enter_context(storage.files.open(source.file_id)) for source in sources]
        file_id = await asyncio.to_thread(storage.files.concatenate, files)
    try:
        digest = await asyncio.to_thread(Digest.of_file, storage.files.incoming(file_id))
        draft = Draft(
            bucket=bucket,
            name=object_name(name),
            file_id=file_id,
            attributes=attributes,
            size_bytes=digest.size_bytes,
            crc32c=digest.crc32c,
            md5=None,
            component_count=sum(source.component_count or 1 for source in sources),
        )
        record = storage.commit(draft, preconditions)
    finally:
        storage.files.discard(file_id)
    return Reply.json(object_resource(record, call.base_url))


def _destination(document: dict[str, Any]) -> dict[str, Any]:
    destination = document.get("destination") or {}
    if not isinstance(destination, dict):
        raise invalid("Invalid value for destination: it must be an object.")
    return destination


def _sources(storage: Storage, bucket: str, listed: object) -> list[ObjectRecord]:
    if not isinstance(listed, list) or not 1 <= len(listed) <= SOURCES_MAX:
        raise invalid(f"sourceObjects must list 1 to {SOURCES_MAX} objects.")
    return [_source(storage, bucket, source) for source in listed]


def _source(storage: Storage, bucket: str, source: object) -> ObjectRecord:
    if not isinstance(source, dict):
        raise invalid("Each of sourceObjects must be an object.")
    generation = whole_number(source.get("generation"), "generation")
    record = storage.find(bucket, object_name(source.get("name")), generation=generation)
    preconditions = source.get("objectPreconditions") or {}
    if not isinstance(preconditions, dict):
        raise invalid("Invalid value for objectPreconditions: it must be an object.")
    Preconditions.of_query(preconditions).check(record.generation, record.metageneration)
    return record


async def rewrite(
    storage: Storage, call: Call, bucket: str, name: str, to_bucket: str, to_name: str
) -> Reply:
    """Copy in one step, whatever the size: a finished file never changes, so it is shared."""
    record = _copied(storage, call, (bucket, name), (to_bucket, to_name))
    size = str(record.size_bytes)
    return Reply.json(
        {
            "kind": "storage#rewriteResponse",
            "totalBytesRewritten": size,
            "objectSize": size,
            "done": True,
            "resource": object_resource(record, call.base_url),
        }
    )


async def copy(storage: Storage, call: Call, bucket: str, name: str, to_bucket: str, to_name: str) -> Reply:
    """Copy as `rewrite` does, with the older answer."""
    record = _copied(storage, call, (bucket, name), (to_bucket, to_name))
    return Reply.json(object_resource(record, call.base_url))


def _copied(
    storage: Storage, call: Call, source_name: tuple[str, str], target_name: tuple[str, str]
) -> ObjectRecord:
    generation = whole_number(call.query.get("sourceGeneration"), "sourceGeneration")
    source = storage.find(*source_name, generation=generation)
    source_preconditions = Preconditions.of_query(call.query, prefix="ifSource")
    source_preconditions.check(source.generation, source.metageneration)
    bucket, name = target_name
    file_id = storage.files.link(source.file_id)
    try:
        draft = Draft(
            bucket=bucket,
            name=object_name(name),
            file_id=file_id,
            attributes=patched(source.attributes, call.document()),
            size_bytes=source.size_bytes,
            crc32c=source.crc32c,
            md5=source.md5,
            component_count=source.component_count,
        )
        return storage.commit(draft, Preconditions.of_query(call.query))
    finally:
        storage.files.discard(file_id)
