"""Buckets and objects as the JSON API shows them."""

from typing import Any
from urllib.parse import quote

from .records import BucketRecord, ObjectRecord, at


def object_resource(record: ObjectRecord, base_url: str) -> dict[str, Any]:
    """Return the `storage#object` document."""
    path = f"storage/v1/b/{record.bucket}/o/{quote(record.name, safe='')}"
    generation = str(record.generation)
    document = {
        "kind": "storage#object",
        "id": f"{record.bucket}/{record.name}/{generation}",
        "selfLink": f"{base_url}/{path}",
        "mediaLink": f"{base_url}/download/{path}?generation={generation}&alt=media",
        "name": record.name,
        "bucket": record.bucket,
        "generation": generation,
        "metageneration": str(record.metageneration),
        "storageClass": "STANDARD",
        "size": str(record.size_bytes),
        "md5Hash": record.md5,
        "crc32c": record.crc32c,
        "etag": record.etag,
        "componentCount": record.component_count,
        "timeCreated": rfc3339(record.created_us),
        "timeFinalized": rfc3339(record.created_us),
        "timeStorageClassUpdated": rfc3339(record.created_us),
        "updated": rfc3339(record.updated_us),
        **record.attributes,
    }
    return {key: value for key, value in document.items() if value is not None}


def bucket_resource(record: BucketRecord, base_url: str) -> dict[str, Any]:
    """Return the `storage#bucket` document."""
    return {
        "kind": "storage#bucket",
        "id": record.name,
        "selfLink": f"{base_url}/storage/v1/b/{record.name}",
        "name": record.name,
        "projectNumber": "0",
        "location": "US",
        "locationType": "multi-region",
        "storageClass": "STANDARD",
        "metageneration": str(record.metageneration),
        "etag": f"{record.metageneration:x}=",
        "timeCreated": rfc3339(record.created_us),
        "updated": rfc3339(record.updated_us),
        **record.settings,
    }


def rfc3339(time_us: int) -> str:
    """Write a time as Cloud Storage does, to the millisecond."""
    return at(time_us).isoformat(timespec="milliseconds").replace("+00:00", "Z")
