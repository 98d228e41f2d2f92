"""One house for all tests that change nothing in it."""

from collections.abc import Iterator

import pytest

from functions.site import site
from tests.hostile.house import House


@pytest.fixture(scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield House(monkeypatch, tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(one_house: House) -> House:
    site.cache_clear()  # a test with a house of its own leaves its sign-in there
    return one_house
