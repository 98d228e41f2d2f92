"""Every hostile image, encoded anew by the product in a process of its own, under the eyes of strace."""

from collections.abc import Iterator

import pytest

from tests.hostile_media.case import OK, Case
from tests.hostile_media.collection import LACKS_STRACE, Collection, Ground, strace_works
from tests.hostile_media.images import images
from tests.needs import needs

pytestmark = pytest.mark.timeout(300)

RESIDENT_MAX_BYTES = 450 * 2**20
CPU_MAX_S = 41
WORDS = (
    "The file is not an image we can read. Send a whole JPEG, PNG or WebP image.",
    "The image has more than 40 megapixels. Send a smaller one.",
    "The image has too many layers. Save it again and send that.",
)
Encoded = tuple[list[Case], Collection]


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encoded]:
    cases = list(images())
    ground = Ground(tmp_path_factory.mktemp("images"))
    try:
        contents, module = [case.content for case in cases], "tests.hostile_media.reencoding"
        yield cases, ground.collect(contents, watched=strace_works(), timeout_s=250, module=module)
    finally:
        ground.close()


def test_f81_every_image_is_encoded_anew_or_refused_in_words(encoded: Encoded) -> None:
    cases, collection = encoded
    wrong = {
        case.name: (ended.ends, ended.words)
        for case, ended in zip(cases, collection.ended, strict=True)
        if ended.ends != case.ends or ended.words not in ({""} if ended.ends == OK else {*WORDS})
    }

    assert wrong == {}


def test_f81_f84_no_image_takes_more_memory_or_time_than_it_may(encoded: Encoded) -> None:
    for case, ended in zip(encoded[0], encoded[1].ended, strict=True):
        assert ended.peak_bytes <= RESIDENT_MAX_BYTES, f"{case.name} or one before it"
        assert ended.cpu_s <= CPU_MAX_S, case.name


def test_nothing_outside_is_opened_for_an_image(encoded: Encoded) -> None:
    needs(strace_works(), LACKS_STRACE)
    cases, collection = encoded

    assert [(cases[int(one.partition(":")[0])].name, one) for one in collection.over_the_fence or []] == []
    assert collection.calls == []
