"""One project that everything has been deployed to, and a copy of it for each test."""

import shutil
from pathlib import Path

import pytest

from tests.pretended_cloud import PretendedCloud


@pytest.fixture(scope="package")
def once(tmp_path_factory: pytest.TempPathFactory) -> PretendedCloud:
    cloud = PretendedCloud.at(tmp_path_factory.mktemp("once") / "made")
    code, said = cloud.run("apply")
    assert code == 0, said
    return cloud


@pytest.fixture
def applied(once: PretendedCloud, tmp_path: Path) -> PretendedCloud:
    """A project that everything has been deployed to, for this test alone."""
    shutil.copytree(once.folder, tmp_path / "made")
    return PretendedCloud(tmp_path / "made")
