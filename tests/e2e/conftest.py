"""One local cloud for all end-to-end tests."""

from collections.abc import Iterator

import pytest

from tests.e2e.cloud import Cloud, local_cloud


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """The product's functions on the whole local cloud; the sweep runs every two seconds."""
    with local_cloud("--sweep-every-s", "2") as running:
        yield running
