"""What is stored about a bucket and about an object."""

import base64
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from .attributes import Attributes
from .checksums import Digest


@dataclass(frozen=True)
class ObjectRecord:
    """One live object: its identity, its checksums and where its bytes are.

    `md5` is None for a composed object, as in Cloud Storage.
    """

    bucket: str
    name: str
    generation: int
    metageneration: int
    size_bytes: int
    md5: str | None
    crc32c: str
    file_id: str
    created_us: int
    updated_us: int
    component_count: int | None = None
    attributes: Attributes = field(default_factory=dict)

    @property
    def etag(self) -> str:
        """Return a tag that changes with the bytes and with the metadata."""
        return base64.b64encode(f"{self.generation}/{self.metageneration}".encode()).decode()

    @property
    def content_etag(self) -> str:
        """Return the XML API's tag, which changes with the bytes alone."""
        tag = base64.b64decode(self.md5).hex() if self.md5 else f"{self.generation:x}"
        return f'"{tag}"'

    @property
    def updated_at(self) -> datetime:
        """Return when the bytes or the metadata last changed."""
        return at(self.updated_us)

    def with_attributes(self, attributes: Attributes, *, now_us: int) -> "ObjectRecord":
        """Return the next metageneration."""
        return replace(
            self,
            attributes=attributes,
            metageneration=self.metageneration + 1,
            updated_us=now_us,
        )

    def as_record(self) -> dict[str, Any]:
        """Return what a finished upload session must remember."""
        return asdict(self)


@dataclass(frozen=True)
class Draft:
    """An object whose bytes are complete in `incoming/` and that nobody can see yet."""

    bucket: str
    name: str
    file_id: str
    attributes: Attributes
    size_bytes: int
    crc32c: str
    md5: str | None
    component_count: int | None = None

    @classmethod
    def of(cls, bucket: str, name: str, file_id: str, attributes: Attributes, digest: Digest) -> "Draft":
        """Describe an upload."""
        return cls(bucket, name, file_id, attributes, digest.size_bytes, digest.crc32c, digest.md5)

    def as_object(self, *, generation: int) -> ObjectRecord:
        """Return the record to store; a generation is also the time it began, in microseconds."""
        return ObjectRecord(
            bucket=self.bucket,
            name=self.name,
            generation=generation,
            metageneration=1,
            size_bytes=self.size_bytes,
            md5=self.md5,
            crc32c=self.crc32c,
            file_id=self.file_id,
            created_us=generation,
            updated_us=generation,
            component_count=self.component_count,
            attributes=self.attributes,
        )


@dataclass(frozen=True)
class BucketRecord:
    """One bucket; `settings` is what the client set (cors, labels, location, ...)."""

    name: str
    metageneration: int
    created_us: int
    updated_us: int
    settings: dict[str, Any]


def at(time_us: int) -> datetime:
    """Turn microseconds since 1970 into an aware time."""
    return datetime.fromtimestamp(time_us / 1e6, UTC)
