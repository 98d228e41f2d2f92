"""The JSON API's buckets: create, get, list, patch, delete."""

from typing import Any

from .call import Call, whole_number
from .cors import checked_cors
from .errors import conflict, not_implemented
from .names import bucket_name
from .preconditions import Preconditions
from .records import BucketRecord
from .reply import Reply
from .resources import bucket_resource
from .storage import Storage, now_us

PAGE_MAX = 1000
_SETTINGS = {
    "cors",
    "labels",
    "lifecycle",
    "location",
    "storageClass",
    "iamConfiguration",
    "softDeletePolicy",
    "versioning",
    "website",
}


def _settings(document: dict[str, Any]) -> dict[str, Any]:
    """Keep what can be set; what we would only pretend to do is refused."""
    settings = {name: value for name, value in document.items() if name in _SETTINGS}
    versioning = settings.get("versioning") or {}
    if isinstance(versioning, dict) and versioning.get("enabled"):
        raise not_implemented("object versioning")
    if settings.get("cors") is not None:
        settings["cors"] = checked_cors(settings["cors"])
    return settings


def create_bucket(storage: Storage, name: str, settings: dict[str, Any]) -> BucketRecord:
    """Make a bucket.

    Raises:
        StorageError: the name is not allowed, or taken.
    """
    if storage.buckets.get(bucket_name(name)) is not None:
        message = "Your previous request to create the named bucket succeeded and you already own it."
        raise conflict(message, code="BucketAlreadyOwnedByYou")
    now = now_us()
    record = BucketRecord(name, 1, now, now, settings)
    storage.buckets.put(record)
    return record


async def create(storage: Storage, call: Call) -> Reply:
    """Make the bucket that the body names."""
    document = call.document()
    settings = {name: value for name, value in _settings(document).items() if value is not None}
    record = create_bucket(storage, document.get("name", ""), settings)
    return Reply.json(bucket_resource(record, call.base_url))


def _target(storage: Storage, call: Call, name: str) -> BucketRecord:
    record = storage.bucket(name)
    preconditions = Preconditions.of_query(call.query)
    preconditions.check(0, record.metageneration)
    return record


async def get(storage: Storage, call: Call, name: str) -> Reply:
    """Answer with one bucket."""
    return Reply.json(bucket_resource(_target(storage, call, name), call.base_url))


async def get_layout(storage: Storage, call: Call, name: str) -> Reply:
    """Say that folders are only parts of names; `gcloud storage rm --recursive` asks."""
    record = _target(storage, call, name)
    return Reply.json(
        {
            "kind": "storage#storageLayout",
            "bucket": record.name,
            "location": record.settings.get("location", "US"),
            "locationType": "multi-region",
            "hierarchicalNamespace": {"enabled": False},
        }
    )


async def list_all(storage: Storage, call: Call) -> Reply:
    """Answer with one page of buckets."""
    limit = min(whole_number(call.query.get("maxResults"), "maxResults") or PAGE_MAX, PAGE_MAX)
    prefix = call.query.get("prefix", "")
    records = storage.buckets.after(call.query.get("pageToken", ""), prefix=prefix, limit=limit + 1)
    document: dict[str, object] = {"kind": "storage#buckets"}
    if len(records) > limit:
        records = records[:limit]
        document["nextPageToken"] = records[-1].name
    document["items"] = [bucket_resource(record, call.base_url) for record in records]
    return Reply.json(document)


async def patch(storage: Storage, call: Call, name: str) -> Reply:
    """Change what the body names; null removes it."""
    record = _target(storage, call, name)
    merged = {**record.settings, **_settings(call.document())}
    settings = {key: value for key, value in merged.items() if value is not None}
    changed = BucketRecord(name, record.metageneration + 1, record.created_us, now_us(), settings)
    storage.buckets.put(changed)
    return Reply.json(bucket_resource(changed, call.base_url))


async def delete(storage: Storage, call: Call, name: str) -> Reply:
    """Remove an empty bucket."""
    record = _target(storage, call, name)
    if not storage.objects.is_empty(record.name):
        raise conflict("The bucket you tried to delete is not empty.", code="BucketNotEmpty")
    storage.buckets.delete(record.name)
    return Reply(204)
