"""Each contract suite runs on the fake and on the real thing."""

import pytest

from shared.store.base import Store
from tests.emulators import firestore_store
from tests.fakes.memory_store import MemoryStore


@pytest.fixture(params=["memory", pytest.param("emulator", marks=pytest.mark.emulator)])
def store(request: pytest.FixtureRequest) -> Store:
    return MemoryStore() if request.param == "memory" else firestore_store()
