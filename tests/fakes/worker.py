"""An HTTP server that takes down every request and answers as it is told."""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Seen:
    """One request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    raw_headers: tuple[tuple[str, str], ...]
    body: bytes
    at_s: float


BROKEN_OFF = 0
"""The status of a reply that never comes: the connection is closed instead."""


@dataclass(frozen=True)
class Reply:
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Worker:
    """Answers 200 to everything until `script` or `answer` says otherwise."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.requests: queue.Queue[Seen] = queue.Queue()
        self.answer: Callable[[Seen], Reply] = lambda _seen: Reply()

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def script(self, *replies: Reply | int) -> None:
        """Give these replies in turn, and 200 after them."""
        left = [reply if isinstance(reply, Reply) else Reply(reply) for reply in replies]
        lock = threading.Lock()

        def answer(_seen: Seen) -> Reply:
            with lock:
                return left.pop(0) if left else Reply()

        self.answer = answer

    def next(self, timeout_s: float = 10) -> Seen:
        """Return the next request, waiting for it."""
        return self.requests.get(timeout=timeout_s)

    def none_within(self, wait_s: float) -> bool:
        """Tell whether no request comes for this long."""
        try:
            self.requests.get(timeout=wait_s)
        except queue.Empty:
            return True
        return False


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    worker: Worker


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _handle(self) -> None:
        at_s = time.time()
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        raw = tuple(self.headers.items())
        seen = Seen(self.command, self.path, dict(raw), raw, body, at_s)
        self.server.worker.requests.put(seen)
        reply = self.server.worker.answer(seen)
        if reply.status == BROKEN_OFF:
            self.close_connection = True
            return
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


for _method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"):
    setattr(_Handler, f"do_{_method}", _Handler._handle)


@contextmanager
def running_worker() -> Iterator[Worker]:
    """Run a worker on a free port."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.worker = Worker(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.worker
        finally:
            server.shutdown()
            thread.join()
