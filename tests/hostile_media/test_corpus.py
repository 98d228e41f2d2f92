"""Every file of the hostile corpus, collected by the product as it runs, under the eyes of strace.

Replay one: `pytest tests/hostile_media/test_corpus.py -k NAME`.
"""

import os
import sys
from collections.abc import Iterator

import pytest

from shared.media.ffmpeg import ffmpeg_binary
from shared.media.previews import TIMEOUT_S
from tests.hostile_media.case import OK, Case
from tests.hostile_media.collection import LACKS_STRACE, Collection, Ground, strace_works
from tests.hostile_media.corpus import corpus
from tests.needs import needs

pytestmark = pytest.mark.timeout(600)

RESIDENT_MAX_BYTES = 450 * 2**20
"""What stays resident of the largest child: under half of the memory of the function that runs it."""

MEASURING_TIMEOUT_S = 30
CPU_MAX_S = (MEASURING_TIMEOUT_S + 1) + (2 * TIMEOUT_S + 1)
TRIES = 4
"""A file that seems cut is fetched again three times."""


@pytest.fixture(scope="module")
def cases_and_collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Case], Collection]]:
    ground = Ground(tmp_path_factory.mktemp("hostile"))
    try:
        cases = corpus(ground.trap.canary)
        contents = [case.content for case in cases]
        yield cases, ground.collect(contents, watched=strace_works(), timeout_s=500)
    finally:
        ground.close()


@pytest.fixture
def cases(cases_and_collection: tuple[list[Case], Collection]) -> list[Case]:
    return cases_and_collection[0]


@pytest.fixture
def collection(cases_and_collection: tuple[list[Case], Collection]) -> Collection:
    return cases_and_collection[1]


def test_f76_to_f85_every_file_ends_as_it_must(cases: list[Case], collection: Collection) -> None:
    wrong = {
        case.name: (ended.ends, ended.words)
        for case, ended in zip(cases, collection.ended, strict=True)
        if ended.ends != case.ends
    }

    assert wrong == {}
    assert len(cases) >= 60
    assert sum(case.ends == OK for case in cases) >= 12, "a guard that refuses everything proves nothing"


def test_what_fails_is_released_and_says_why_and_leaves_nothing(collection: Collection) -> None:
    for ended in collection.ended:
        good = ended.ends == OK
        assert list(ended.ledger) == (["hold", "capture"] if good else ["hold", "release"])
        assert tuple(ended.balance) == ((90, 0, 0) if good else (100, 0, 0))
        assert ended.objects == (4 if good else 0)
        assert good or ended.words.endswith(".")
        assert good or ended.next_step.endswith(".")
        assert not any(place in ended.words for place in ("/", "libav", "ffmpeg", "Error", "Traceback"))


def test_f81_f84_no_file_takes_more_memory_or_time_than_it_may(
    cases: list[Case], collection: Collection
) -> None:
    for case, ended in zip(cases, collection.ended, strict=True):
        assert ended.peak_bytes <= RESIDENT_MAX_BYTES, f"{case.name} or one before it"
        assert ended.own_peak_bytes <= RESIDENT_MAX_BYTES, f"{case.name} or one before it"
        assert ended.cpu_s <= CPU_MAX_S, case.name
        assert ended.wall_s <= TRIES * (MEASURING_TIMEOUT_S + TIMEOUT_S + 10), case.name


def test_f82_nothing_outside_is_opened_and_nobody_is_called(
    cases: list[Case], collection: Collection
) -> None:
    needs(strace_works(), LACKS_STRACE)
    told = [f"{cases[int(one.partition(':')[0])].name}, {one}" for one in collection.over_the_fence or []]

    assert told == []
    assert collection.programs <= {"/bin/sh", ffmpeg_binary(), *_pythons()}
    assert ffmpeg_binary() in collection.programs, "the watch saw nothing"


def test_f82_no_canary_is_touched(collection: Collection) -> None:
    assert collection.calls == []


def _pythons() -> set[str]:
    """Return how the interpreter may be spelt."""
    return {sys.executable, os.path.realpath(sys.executable)}
