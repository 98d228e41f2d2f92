"""Ports that the local cloud may listen on."""

import socket
import subprocess
import sys

import pytest

from infra.local import ports
from infra.local.layout import ROOT
from infra.local.ports import free_ports, is_free


def test_ports_are_free_and_different() -> None:
    given = free_ports([str(n) for n in range(50)])

    assert len(set(given.values())) == 50
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", given["0"]))
        listener.listen()
        assert not is_free(given["0"])


def test_what_one_process_was_given_no_other_is_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    few = range(14_000, 14_006)
    monkeypatch.setattr(ports, "PICK_FROM", few)
    take = f"""
import sys
from infra.local import ports
ports.PICK_FROM = range({few.start}, {few.stop})
print(*ports.free_ports(["a", "b", "c"]).values(), flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", take]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        theirs = {int(port) for port in other.stdout.readline().split()}
        with pytest.raises(RuntimeError, match="only 3 of 4 ports are free"):
            free_ports(["a", "b", "c", "d"])

    assert set(free_ports(["a", "b", "c"]).values()) == theirs
