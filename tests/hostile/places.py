"""Where the corpus lies while it is collected: a server of its files, and the canaries beside it."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.hostile.case import Canary

SECRET = b"G@secret-of-the-machine" * 20


class FileServer(ThreadingHTTPServer):
    """Serves bytes by their number."""

    daemon_threads = True
    files: Sequence[bytes] = ()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: FileServer

    def do_GET(self) -> None:
        content = self.server.files[int(self.path[1:])]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content)
        except OSError:
            return  # it had seen enough

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def serving() -> Iterator[FileServer]:
    """Serve `files`, which are given afterwards."""
    with FileServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Trap:
    """The canaries: a file, and a server that takes down who calls it."""

    def __init__(self, folder: Path) -> None:
        self.calls: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()
        file = folder / "secret.ts"
        file.write_bytes(SECRET)
        self.canary = Canary(url=f"http://127.0.0.1:{self._listener.getsockname()[1]}", file=file)

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                peer, _ = self._listener.accept()
            except TimeoutError:
                continue
            with peer:
                peer.settimeout(2)
                self.calls.append(peer.recv(200))

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._listener.close()


@contextmanager
def trapped(folder: Path) -> Iterator[Trap]:
    trap = Trap(folder)
    try:
        yield trap
    finally:
        trap.close()
