"""The network as a test sees it: who is asked for and who is called, and a DNS that answers as it is told."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


class Network:
    """What this process asks of the network. It may ask; it is never connected further than to ourselves."""

    def __init__(self) -> None:
        self.watching = False
        self.connected: list[tuple[str, int]] = []
        self.resolved: list[str] = []

    def hear(self, event: str, args: tuple[object, ...]) -> None:
        """Take down an event of the interpreter's audit; refuse every connection to elsewhere."""
        if not self.watching:
            return
        if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
            self.resolved.append(str(args[0]))
        elif event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
            address = args[1]
            assert isinstance(address, tuple), f"{event} to {address}"
            self.connected.append((str(address[0]), int(address[1])))
            if address[0] != "127.0.0.1":
                raise ConnectionRefusedError("no test calls anybody outside")


_NETWORK = Network()
sys.addaudithook(_NETWORK.hear)  # it cannot be taken away again, only told to be silent


@contextmanager
def watched() -> Iterator[Network]:
    """Give what this process asks of the network until the block ends."""
    _NETWORK.connected, _NETWORK.resolved = [], []
    _NETWORK.watching = True
    try:
        yield _NETWORK
    finally:
        _NETWORK.watching = False


class Resolver:
    """Stands for the DNS: the answers in turn, the last one for ever. An address is read as what it is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.asked: list[str] = []
        self._answers = list(answers)
        monkeypatch.setattr(socket, "getaddrinfo", self._answer)

    def _answer(self, host: str, port: int, *_more: object, **_options: object) -> list[tuple[object, ...]]:
        if host[0].isdigit() or ":" in host:
            found = [host]
        else:
            self.asked.append(host)
            found = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        kind = socket.SOCK_STREAM
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, kind, 6, "", (one, port)) for one in found
        ]
