"""The local cloud as it stands once it is ready."""

import sys

import psutil
import pytest

from tests.e2e.cloud import Cloud

pytestmark = pytest.mark.emulator

MEMORY_MAX_BYTES = 2 * 2**30


def test_every_function_of_the_table_answers_in_our_own_words(cloud: Cloud) -> None:
    for path in ("/api/jobs", "/api/drafts", "/api/credits", "/api/uploads"):
        answer = cloud.api("GET", path)
        assert answer.status_code in {401, 405}, path
        assert answer.headers["Content-Type"].startswith("application/problem+json"), path


def test_a_schedule_runs_when_it_is_asked_to(cloud: Cloud) -> None:
    assert cloud.run_schedule("sweep").is_success


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells shared memory apart")
def test_all_of_it_fits_into_two_gigabytes(cloud: Cloud) -> None:
    supervisor = psutil.Process(cloud.supervisor.pid)
    family = [supervisor, *supervisor.children(recursive=True)]

    # A renderer of a simulator may end while it is being measured.
    sizes_bytes = []
    for process in family:
        try:
            sizes_bytes.append(process.memory_full_info().pss)
        except psutil.NoSuchProcess:
            continue
    assert sum(sizes_bytes) <= MEMORY_MAX_BYTES
