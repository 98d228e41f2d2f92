"""Each contract suite runs on the fakes and on the real thing."""

import pytest

from shared.store.base import Store
from tests.emulators import firestore_store
from tests.fakes.memory_store import MemoryStore
from tests.simulation.store import SimStore

STORES = {"memory": MemoryStore, "simulation": SimStore, "exact": lambda: SimStore(exact=True)}


@pytest.fixture(params=[*STORES, pytest.param("emulator", marks=pytest.mark.emulator)])
def store(request: pytest.FixtureRequest) -> Store:
    return STORES.get(request.param, firestore_store)()
