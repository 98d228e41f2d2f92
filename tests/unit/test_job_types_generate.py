"""What a customer may say, and what becomes of it."""

import pytest

from shared.job_types.provided import seed_of
from shared.job_types.words import PROMPT_LENGTH_MAX, readable
from shared.model import lifecycle
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


def test_every_order_of_a_job_has_a_name_of_its_own_that_a_lost_attempt_does_not_change() -> None:
    job = Job.pending(an_order(), at=START, deadline_s=60)
    orders = [lifecycle.intended(job.moved(errors=n), at=START) for n in range(3)]
    seeds = [seed_of(order) for order in orders]

    assert len(set(seeds)) == 3
    assert all(0 <= seed < 2**31 for seed in seeds)
    assert [seed_of(order.moved(errors=9, attempt=7)) for order in orders] == seeds
