"""The network a download sees: connections only to checked addresses, and a clock that no server can stretch.

This sits under the HTTP client, at the socket: names are resolved and checked exactly when a connection is
made, and the deadline covers every single read, also of headers that trickle in.
"""

import ssl
from collections.abc import Iterable
from time import monotonic
from typing import Any

import httpcore

from shared.media.addresses import addresses_of


class CheckedNetwork(httpcore.NetworkBackend):
    """Connects to checked addresses until the deadline, a time of `monotonic`."""

    def __init__(self, *, deadline: float, internal: bool) -> None:
        self._deadline = deadline
        self._internal = internal
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers; TLS still checks the name, not the address."""
        refusal: Exception | None = None
        for address in addresses_of(host, port, internal=self._internal):
            wait_s = _until(self._deadline, timeout, httpcore.ConnectTimeout)
            try:
                stream = self._network.connect_tcp(address, port, wait_s, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refusal = error
            else:
                return _TimedStream(stream, self._deadline)
        raise refusal or httpcore.ConnectError("no address")


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _until(self._deadline, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _until(self._deadline, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        wait_s = _until(self._deadline, timeout, httpcore.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, wait_s), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _until(deadline: float, timeout: float | None, late: type[httpcore.TimeoutException]) -> float:
    """Return how long to wait: the timeout, or what is left of the whole."""
    left = deadline - monotonic()
    if left <= 0:
        raise late("the whole download took too long")
    return left if timeout is None else min(timeout, left)
