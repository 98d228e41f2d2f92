"""One Cloud Tasks server for the tests that do not harm it, and a worker of their own for each."""

from collections.abc import Iterator

import pytest
from google.cloud.tasks_v2 import CloudTasksClient

from tests.fakes.cloud_tasks_process import CloudTasksProcess, running_cloud_tasks
from tests.fakes.worker import Worker, running_worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    with running_worker() as running:
        yield running


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudTasksProcess]:
    with running_cloud_tasks(tmp_path_factory.mktemp("tasks"), "--oauth-host", "127.0.0.1") as running:
        yield running


@pytest.fixture(scope="package")
def client(server: CloudTasksProcess) -> CloudTasksClient:
    return server.client()
