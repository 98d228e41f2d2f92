"""The JSON API's objects: get, list, patch, update, delete."""

from .attributes import patched, replaced
from .call import Call, whole_number
from .listing import Question, list_page
from .media import media_reply
from .preconditions import Preconditions
from .records import ObjectRecord
from .reply import Reply
from .resources import object_resource
from .storage import Storage, now_us


def _target(storage: Storage, call: Call, bucket: str, name: str) -> ObjectRecord:
    generation = whole_number(call.query.get("generation"), "generation")
    record = storage.find(bucket, name, generation=generation)
    Preconditions.of_query(call.query).check(record.generation, record.metageneration)
    return record


async def get(storage: Storage, call: Call, bucket: str, name: str) -> Reply:
    """Answer with the object's description, or with `alt=media` with its bytes."""
    record = _target(storage, call, bucket, name)
    if call.query.get("alt") == "media":
        return media_reply(storage, call, record, etag=f'"{record.etag}"')
    return Reply.json(object_resource(record, call.base_url))


async def list_all(storage: Storage, call: Call, bucket: str) -> Reply:
    """Answer with one page of objects; there is but one version of each, and no soft deletion."""
    storage.bucket(bucket)
    if call.query.get("softDeleted") == "true":
        return Reply.json({"kind": "storage#objects"})
    page = list_page(storage.objects, Question.of_call(call, bucket))
    document: dict[str, object] = {"kind": "storage#objects"}
    if page.objects:
        document["items"] = [object_resource(record, call.base_url) for record in page.objects]
    if page.prefixes:
        document["prefixes"] = page.prefixes
    if page.next_token:
        document["nextPageToken"] = page.next_token
    return Reply.json(document)


async def patch(storage: Storage, call: Call, bucket: str, name: str) -> Reply:
    """Change what the body names; the bytes and the generation stay."""
    record = _target(storage, call, bucket, name)
    attributes = patched(record.attributes, call.document())
    return _changed(storage, call, record.with_attributes(attributes, now_us=now_us()))


async def update(storage: Storage, call: Call, bucket: str, name: str) -> Reply:
    """Replace all that a client may set."""
    record = _target(storage, call, bucket, name)
    attributes = replaced(call.document())
    return _changed(storage, call, record.with_attributes(attributes, now_us=now_us()))


async def delete(storage: Storage, call: Call, bucket: str, name: str) -> Reply:
    """Remove the object."""
    storage.delete(_target(storage, call, bucket, name))
    return Reply(204)


def _changed(storage: Storage, call: Call, record: ObjectRecord) -> Reply:
    storage.update(record)
    return Reply.json(object_resource(record, call.base_url))
