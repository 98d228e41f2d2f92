"""Mutations of small good files: none escapes our errors, our limits, or the fence round the children."""

import os
from pathlib import Path

import pytest

from tests.hostile.collection import LACKS_STRACE
from tests.hostile.fuzz import fuzz
from tests.hostile.mutations import mutation
from tests.needs import needs

MUTATIONS = 150
SEED = int(os.environ.get("SEED", "0"))


@pytest.mark.timeout(600)
def test_no_mutation_escapes(tmp_path: Path) -> None:
    *_, told = fuzz(MUTATIONS, seed=SEED, first=0, folder=tmp_path)

    assert told.broken == [], "\n".join(told.broken)
    assert told.ends.total() == MUTATIONS
    assert {"film: ok", "film: result_unusable", "image: ok", "image: refused"} <= set(told.ends)
    needs(told.watched, LACKS_STRACE)


def test_a_mutation_is_told_by_its_seed_and_its_number() -> None:
    assert mutation(3, 7) == mutation(3, 7)
    assert mutation(3, 7) != mutation(3, 8)
    assert mutation(3, 7) != mutation(4, 7)
