"""Each contract suite runs on the fakes and on the real thing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.store.base import Store
from tests.cloud_storage_process import RunningServer, running_server
from tests.contract.world import World, memory_world, real_world
from tests.emulators import firestore_store
from tests.fakes.memory_store import MemoryStore
from tests.simulation.store import SimStore

STORES = {"memory": MemoryStore, "simulation": SimStore, "exact": lambda: SimStore(exact=True)}


@pytest.fixture(params=[*STORES, pytest.param("emulator", marks=pytest.mark.emulator)])
def store(request: pytest.FixtureRequest) -> Store:
    return STORES.get(request.param, firestore_store)()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One for all suites: each test has a name of its own."""
    with running_server(tmp_path_factory.mktemp("cloud_storage")) as running:
        yield running


@pytest.fixture(params=["memory", "cloud"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    if request.param == "memory":
        yield memory_world(tmp_path)
        return
    server = request.getfixturevalue("server")
    client = server.client()
    yield real_world(tmp_path, server, client)
    client.close()


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A name of the test's own: objects are created once."""
    return request.node.originalname
