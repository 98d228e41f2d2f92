"""What a customer may say, and what becomes of it."""

import pytest

from shared.job_types.generate import PROMPT_LENGTH_MAX, readable, seed_of
from shared.model.job import Job
from tests.factories import an_order
from tests.fakes.clock import START


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a lighthouse", "a lighthouse"),
        ("  a lighthouse \n", "a lighthouse"),
        ("two\nlines", "two\nlines"),
        ("a\x00b\x1bc\x7fd", "abcd"),
        ("safe\u202eevil\u2066", "safeevil"),
        ("cafe\u0301", "caf\u00e9"),
        ("灯台 🌊", "灯台 🌊"),
    ],
)
def test_a_prompt_is_kept_without_what_cannot_be_seen(given: str, kept: str) -> None:
    assert readable(given) == kept


@pytest.mark.parametrize("given", ["", "   ", "\u200b\u200e", "\x00", "a" * (PROMPT_LENGTH_MAX + 1)])
def test_a_prompt_with_nothing_or_too_much_to_see_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        readable(given)


def test_the_longest_prompt_is_accepted() -> None:
    assert len(readable("🌊" * PROMPT_LENGTH_MAX)) == PROMPT_LENGTH_MAX


def test_every_submit_of_a_job_has_a_reference_of_its_own() -> None:
    job = Job.pending(an_order(), at=START, deadline_s=60)
    seeds = {seed_of(job), seed_of(job.moved(errors=1)), seed_of(job.moved(errors=1, busy=1))}

    assert len(seeds) == 3
    assert all(0 <= seed < 2**31 for seed in seeds)
    assert seed_of(job) == seed_of(job.moved(attempt=7))
