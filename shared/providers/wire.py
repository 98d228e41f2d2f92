"""One connection to a provider: whatever is sent is sent exactly once, bounded in time and in bytes."""

import email.utils
import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from shared.clock import utc_now
from shared.log import log
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
        self,
        base_url: str,
        *,
        provider: str,
        timeout_s: float,
        status_of: Callable[["Answer"], int] = lambda answer: answer.status,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._provider = provider
        self._status_of = status_of
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
            return self._told(self._send(request), "submit")
        except _UNSENT as error:
            self._tell_silence(error, "submit")
            raise faults.unreachable() from error
        except httpx.HTTPError as error:
            self._tell_silence(error, "submit")
            raise faults.unknown() from error

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> Answer:
        """Send a question that changes nothing, once: asking again is the worker's, which waits for free.

        Raises:
            TransientError: no answer.
        """
        try:
            return self._told(self._send(self._request(method, path, body, headers, None)), "question")
        except httpx.HTTPError as error:
            self._tell_silence(error, "question")
            raise faults.unreachable() from error

    def close(self) -> None:
        """Drop the idle connections."""
        self._client.close()

    def _told(self, answer: Answer, operation: str) -> Answer:
        """Tell operators of a refusal; that something is not there is an answer like another."""
        status = self._status_of(answer)
        if status >= 400 and not (operation == "question" and status in {404, 410}):
            log.warning("provider.refused", provider=self._provider, status=status, operation=operation)
        return answer

    def _tell_silence(self, error: httpx.HTTPError, operation: str) -> None:
        said = {"operation": operation, "error_class": type(error).__name__}
        log.warning("provider.silent", provider=self._provider, **said)

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
