"""Ports that the local cloud may listen on."""

import socket

from infra.local.ports import free_ports, is_free


def test_ports_are_free_and_different() -> None:
    ports = free_ports([str(n) for n in range(50)])

    assert len(set(ports.values())) == 50
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", ports["0"]))
        listener.listen()
        assert not is_free(ports["0"])
