"""A server that answers each connection by a script: it may stall, trickle, lie, redirect and bomb."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.fakes.films import FTYP

FILM = FTYP + b"film" * 5000
Script = Callable[[socket.socket, str], None]


class Server:
    """Answers each connection by its script, which is handed the socket and the request."""

    def __init__(self, script: Script) -> None:
        self.requests: list[str] = []
        self.stop = threading.Event()
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.port = self._listener.getsockname()[1]
        self.host = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while not self.stop.is_set():
            try:
                peer, _ = self._listener.accept()
            except TimeoutError:
                continue
            with peer:
                peer.settimeout(5)
                request = peer.recv(65_536).decode()
                self.requests.append(request)
                try:
                    self._script(peer, request)
                except OSError:
                    continue  # the client has had enough

    def close(self) -> None:
        self.stop.set()
        self._thread.join()
        self._listener.close()


@contextmanager
def serving(script: Script) -> Iterator[Server]:
    server = Server(script)
    try:
        yield server
    finally:
        server.close()


def an_answer(
    body: bytes = FILM, *, status: str = "200 OK", length: int | None = -1, **headers: str
) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length == -1 else length}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def answering(content: bytes) -> Script:
    return lambda peer, _: peer.sendall(content)
