"""One HTTP request to a worker, and what came of it."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import aiohttp
from yarl import URL

from infra.local.client_session import sending_once

# A worker's answer is only read to reuse its connection.
_ANSWER_MAX_BYTES = 1024 * 1024
# Shorter than the common servers keep an idle connection (gunicorn: 2 s), so that a task never
# meets one that is just being closed: that would be a failed attempt that nobody caused.
_KEEPALIVE_S = 1.5
_THROTTLED = frozenset({429, 503})
_RETRY_AFTER_MAX_S = 3600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt: the worker's status, or None and the reason there is none."""

    status: int | None
    timed_out: bool = False
    retry_after_s: float = 0.0

    @property
    def succeeded(self) -> bool:
        """Tell whether the task is done: any 2xx, and nothing else (redirects are failures)."""
        return self.status is not None and 200 <= self.status <= 299


class Delivery:
    """Sends attempts over one pool of connections."""

    def __init__(self) -> None:
        # One attempt is one request: a second is the queue's to make, after its back-off, and counted.
        self._session = sending_once(
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEPALIVE_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                # Only what the task says is sent.
                skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
                auto_decompress=False,
            )
        )

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, *, deadline_s: float
    ) -> Answer:
        """Send one request; a worker that is too slow is left alone, not stopped."""
        try:
            async with self._session.request(
                method,
                URL(url, encoded=_is_encoded(url)),
                headers=headers,
                data=body or None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=deadline_s),
            ) as response:
                await _drain(response)
                wait_s = _retry_after_s(response) if response.status in _THROTTLED else 0.0
                return Answer(response.status, retry_after_s=wait_s)
        except TimeoutError:
            return Answer(None, timed_out=True)
        except (aiohttp.ClientError, OSError, ValueError, asyncio.IncompleteReadError):
            return Answer(None)

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()


async def _drain(response: aiohttp.ClientResponse) -> None:
    left_bytes = _ANSWER_MAX_BYTES
    async for chunk in response.content.iter_any():
        left_bytes -= len(chunk)
        if left_bytes < 0:
            response.close()
            return


def _is_encoded(url: str) -> bool:
    return url.isascii() and " " not in url


def _retry_after_s(response: aiohttp.ClientResponse) -> float:
    """Read Retry-After, in seconds or as a date; nonsense counts as absent."""
    value = response.headers.get("Retry-After", "")
    try:
        wait_s = float(value) if value.isdigit() else _until_s(value)
    except (ValueError, TypeError):
        return 0.0
    return min(max(wait_s, 0.0), _RETRY_AFTER_MAX_S)


def _until_s(date: str) -> float:
    return parsedate_to_datetime(date).timestamp() - time.time()
