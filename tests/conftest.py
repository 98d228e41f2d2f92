"""What every test run has: emulators that start when they are first needed and end with the run."""

from pathlib import Path

import pytest

from tests.emulators import firestore_host, stop_emulators

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def firestore_emulator() -> str:
    """The Firestore emulator's `host:port`; `firestore_store()` starts the same one."""
    return firestore_host()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together, where several processes share a run, what shares something that is slow to start.

    That is a file, and for the end-to-end tests their local cloud.
    """
    for item in items:
        file = item.path.relative_to(HERE)
        item.add_marker(pytest.mark.xdist_group(file.parts[0] if file.parts[0] == "e2e" else str(file)))


def pytest_sessionfinish() -> None:
    stop_emulators()
