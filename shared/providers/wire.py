"""One connection to a provider: whatever is sent is sent exactly once, bounded in time and in bytes."""

import email.utils
import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from shared.clock import utc_now
from shared.providers import faults

CONNECT_TIMEOUT_S = 10.0
ANSWER_MAX_BYTES = 16 * 1024 * 1024
RETRY_AFTER_MAX_S = 3600.0
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; `body` is None unless it is a JSON object."""

    status: int
    body: dict[str, Any] | None
    retry_after_s: float | None

    @property
    def ok(self) -> bool:
        """Whether it is a success with a body that can be read."""
        return 200 <= self.status < 300 and self.body is not None


class Wire:
    """A thin client without retries of its own. No proxy or netrc of the environment changes where it calls.

    Idle connections are dropped after 5 s: a socket that died while the instance was frozen would turn the
    next submit into an unknown one.
    """

    def __init__(
        self, base_url: str, *, timeout_s: float, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._timeout_s = timeout_s
        self._client = httpx.Client(
            base_url=base_url,
            timeout=httpx.Timeout(timeout_s, connect=min(CONNECT_TIMEOUT_S, timeout_s)),
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=5.0),
            trust_env=False,
            transport=transport,
        )

    def pay(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        """POST something that costs money, exactly once.

        Raises:
            TransientError: it was provably never sent.
            SubmitUnknown: it may have arrived.
        """
        request = self._request("POST", path, body, headers, params)
        try:
            return self._send(request)
        except _UNSENT as error:
            raise faults.unreachable() from error
        except httpx.HTTPError as error:
            raise faults.unknown() from error

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> Answer:
        """Send a question that changes nothing, once: asking again is the worker's, which waits for free.

        Raises:
            TransientError: no answer.
        """
        try:
            return self._send(self._request(method, path, body, headers, None))
        except httpx.HTTPError as error:
            raise faults.unreachable() from error

    def close(self) -> None:
        """Drop the idle connections."""
        self._client.close()

    def _request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None,
    ) -> httpx.Request:
        content = None if body is None else json.dumps(body).encode()
        typed = {**headers, "Content-Type": "application/json"} if content else dict(headers)
        return self._client.build_request(method, path, content=content, headers=typed, params=params)

    def _send(self, request: httpx.Request) -> Answer:
        """Send and read, both bounded in bytes and in time: a drip of bytes must not outlive the lease."""
        ends_at_s = time.monotonic() + self._timeout_s
        response = self._client.send(request, stream=True)
        try:
            read = bytearray()
            for chunk in response.iter_bytes():
                read += chunk
                if len(read) > ANSWER_MAX_BYTES:
                    raise httpx.ReadError("the answer is too large", request=request)
                if time.monotonic() > ends_at_s:
                    raise httpx.ReadTimeout("the answer took too long", request=request)
        finally:
            response.close()
        retry_after_s = retry_after(response.headers.get("Retry-After"), now=utc_now())
        return Answer(response.status_code, _json_object(bytes(read)), retry_after_s)


def retry_after(value: str | None, *, now: datetime) -> float | None:
    """Return the seconds a Retry-After header asks for (a number or a date), within 0 and an hour."""
    if value is None:
        return None
    try:
        wait_s = float(value)
    except ValueError:
        try:
            at = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return None
        wait_s = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    return min(max(wait_s, 0.0), RETRY_AFTER_MAX_S) if math.isfinite(wait_s) else None


def _json_object(raw: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
