"""Unit tests touch no network: a socket to anywhere else than this process is refused."""

import pytest
from pytest_socket import disable_socket


@pytest.fixture(autouse=True)
def no_network() -> None:
    # Unix sockets stay: an event loop wakes itself through a pair of them. The plugin undoes it afterwards.
    disable_socket(allow_unix_socket=True)
