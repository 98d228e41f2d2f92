"""One local cloud for all end-to-end tests."""

from collections.abc import Iterator

import pytest

from tests.e2e.cloud import Cloud, local_cloud


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """The product's functions on the whole local cloud; the sweep runs every two seconds."""
    with local_cloud("--sweep-every-s", "2") as running:
        yield running


@pytest.fixture(scope="session")
def impatient_cloud() -> Iterator[Cloud]:
    """A cloud of its own for tests that kill its processes or wait for deadlines: all of it is quicker."""
    quick = {"JOB_DEADLINE_S": "40", "LEASE_S": "8", "SEGMENT_LEASE_S": "8", "REQUESTS_PER_MINUTE": "6000"}
    with local_cloud("--sweep-every-s", "2", environment=quick) as running:
        yield running
