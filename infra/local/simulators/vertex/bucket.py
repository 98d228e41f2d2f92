"""Cloud Storage as Veo uses it: read an input object, write a result object."""

from dataclasses import dataclass
from urllib.parse import quote

import aiohttp

from infra.local.simulators.vertex.order import GS
from infra.local.simulators.wire import VIDEO_BYTES_MAX

TIMEOUT = aiohttp.ClientTimeout(total=60)


class BucketError(Exception):
    """The object could not be read or written."""


@dataclass(frozen=True)
class Bucket:
    """The one bucket of the local cloud, through its JSON API."""

    session: aiohttp.ClientSession
    url: str
    name: str | None

    async def read(self, uri: str) -> bytes:
        """Return the content of the object `uri`.

        Raises:
            BucketError: it is not there, too large, or in another bucket.
        """
        bucket, name = self._split(uri)
        address = f"{self.url}/storage/v1/b/{bucket}/o/{quote(name, safe='')}?alt=media"
        try:
            async with self.session.get(address, timeout=TIMEOUT) as response:
                content = await response.read() if response.status == 200 else b""
                status = response.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise BucketError(f"could not read {uri}") from error
        if status != 200 or len(content) > VIDEO_BYTES_MAX:
            raise BucketError(f"could not read {uri}: storage answered {status}")
        return content

    async def write(self, uri: str, content: bytes, content_type: str) -> None:
        """Create or replace the object `uri`.

        Raises:
            BucketError: storage refused, or it is another bucket.
        """
        bucket, name = self._split(uri)
        address = f"{self.url}/upload/storage/v1/b/{bucket}/o"
        try:
            async with self.session.post(
                address,
                params={"uploadType": "media", "name": name},
                data=content,
                headers={"Content-Type": content_type},
                timeout=TIMEOUT,
            ) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise BucketError(f"could not write {uri}") from error
        if status != 200:
            raise BucketError(f"could not write {uri}: storage answered {status}")

    def check(self, prefix: str) -> None:
        """Refuse a prefix in another bucket than ours.

        Raises:
            BucketError: it is one.
        """
        self._split(f"{prefix.rstrip('/')}/any")

    def _split(self, uri: str) -> tuple[str, str]:
        match = GS.fullmatch(uri)
        if match is None or not match["name"]:
            raise BucketError(f"{uri} names no object")
        if self.name is not None and match["bucket"] != self.name:
            raise BucketError(f"no access to bucket {match['bucket']}")
        return match["bucket"], match["name"]
