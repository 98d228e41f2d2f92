"""What every test run has: emulators that start when they are first needed and end with the run."""

import pytest

from tests.emulators import firestore_host, stop_emulators


@pytest.fixture(scope="session")
def firestore_emulator() -> str:
    """The Firestore emulator's `host:port`; `firestore_store()` starts the same one."""
    return firestore_host()


def pytest_sessionfinish() -> None:
    stop_emulators()
