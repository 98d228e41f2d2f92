"""Waiting for a job, and looking for jobs: filters, words, pages, and a bound on what one page reads."""

from functools import partial
from typing import Any

import pytest

from shared.errors import TransientError
from shared.model.job import Job
from shared.model.job_filter import JobFilter
from shared.services.job_reader import BATCHES_MAX
from tests.factories import an_order
from tests.house import House


def ordered(house: House, key: str, prompt: str, **changes: Any) -> Job:
    order = an_order(key, **changes)
    return house.jobs.create(order.model_copy(update={"input": {**order.input, "prompt": prompt}}))


def found(house: House, wanted: JobFilter, *, limit: int = 2) -> list[str]:
    """Go through all pages."""
    prompts: list[str] = []
    after = None
    for _ in range(50):
        page, after = house.reader.page("alice", wanted, limit=limit, after=after)
        assert len(page) <= limit
        prompts += [job.prompt for job in page]
        if after is None:
            return prompts
    raise AssertionError("the pages do not end")


@pytest.fixture
def house() -> House:
    house = House()
    for n, prompt in enumerate(("red sea", "Red sky at night", "blue sea", "a red, red night", "sea")):
        ordered(house, f"k{n}", prompt)
    ordered(house, "b", "red sea at night", account_id="bob")
    return house


@pytest.mark.parametrize(
    ("words", "prompts"),
    [
        ((), ["sea", "a red, red night", "blue sea", "Red sky at night", "red sea"]),
        (("sea",), ["sea", "blue sea", "red sea"]),
        (("red", "night"), ["a red, red night", "Red sky at night"]),
        (("night", "red", "sky"), ["Red sky at night"]),
        (("re",), []),
        (("red", "blue"), []),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_all_words_must_be_there_whatever_the_pages(
    house: House, words: tuple[str, ...], prompts: list[str], limit: int
) -> None:
    assert found(house, JobFilter(words=words), limit=limit) == prompts
    assert found(house, JobFilter(words=words, oldest_first=True), limit=limit) == prompts[::-1]


def test_filters_hold_together() -> None:
    house = House()
    one = ordered(house, "k1", "red", model="veo-3.1")
    two = ordered(house, "k2", "red")
    ordered(house, "k3", "blue")
    house.jobs.mark("alice", two.id, favorite=True)
    house.jobs.mark("alice", one.id, favorite=True)
    house.jobs.mark("alice", one.id, favorite=False)

    assert found(house, JobFilter(favorite=True)) == ["red"]
    assert found(house, JobFilter(model="veo-3.1", status="pending", words=("red",))) == ["red"]
    assert found(house, JobFilter(favorite=True, model="veo-3.1")) == []


def test_a_day_begins_with_its_first_moment_and_ends_before_the_next_ones() -> None:
    house = House()
    jobs = [ordered(house, f"k{n}", f"p{n}") for n in range(4)]

    between = JobFilter(since=jobs[1].created_at, until=jobs[3].created_at)

    assert found(house, between) == ["p2", "p1"]


def test_the_neighbours_of_a_job_are_one_question_each() -> None:
    house = House()
    jobs = [ordered(house, f"k{n}", f"p{n}") for n in range(4)]
    at = jobs[1].created_at

    older, _ = house.reader.page("alice", JobFilter(until=at), limit=1)
    newer, _ = house.reader.page("alice", JobFilter(since=at, oldest_first=True), limit=2)

    assert [job.prompt for job in older] == ["p0"]
    assert [job.prompt for job in newer] == ["p1", "p2"]


def test_one_page_reads_only_so_much_and_says_where_to_go_on() -> None:
    house = House(active_jobs_max=100, available=1000)
    ordered(house, "first", "needle haystack")
    for n in range(2 * BATCHES_MAX + 5):
        ordered(house, f"k{n}", "haystack")
    wanted = JobFilter(words=("needle", "haystack"))
    house.store.reads = 0

    page, after = house.reader.page("alice", wanted, limit=1)

    assert (page, after is None) == ([], False)
    assert house.store.reads <= 2 * BATCHES_MAX
    assert found(house, wanted, limit=1) == ["needle haystack"]


@pytest.mark.parametrize("listed", ["page", "attempts", "chain"])
def test_a_job_that_is_deleted_while_a_page_is_made_does_not_end_the_list(listed: str) -> None:
    house = House()
    source = house.make()
    jobs = [
        house.order("extend", f"e{n}", source_job_id=source.id, prompt=f"p{n}", resolution="480p")
        for n in range(3)
    ]
    house.deliver_all()
    lists = {
        "page": partial(house.reader.page, "alice", JobFilter()),
        "attempts": partial(house.reader.attempts, "alice"),
        "chain": partial(house.reader.chain, source),
    }
    whole, _ = lists[listed](limit=9)
    gone = next(job for job in whole if job.id != source.id)
    left = [job.id for job in whole if job.id != gone.id]
    find = house.store.find

    def found_then_deleted(query: Any) -> Any:
        creations = find(query)
        house.store.find = find
        house.jobs.delete("alice", gone.id)
        return creations

    house.store.find = found_then_deleted
    first, after = lists[listed](limit=2)
    rest, end = lists[listed](limit=9, after=after)

    assert {job.id for job in jobs} | {source.id} == {job.id for job in whole}
    assert after is not None
    assert [job.id for job in (*first, *rest)] == left
    assert end is None


def test_waiting_ends_with_the_job_or_with_the_time() -> None:
    house = House()
    job = house.jobs.create(an_order())
    begun = house.clock.time
    assert not house.reader.wait("alice", job.id, wait_s=5).settled
    assert 5 <= (house.clock.time - begun).total_seconds() < 6

    house.deliver_all()
    assert house.reader.wait("alice", job.id, wait_s=5).settled


def test_lists_are_paged_newest_first_and_hold_only_ones_own() -> None:
    house = House()
    made = [house.jobs.create(an_order(f"k{n}")).id for n in range(5)]
    house.jobs.create(an_order("k9", account_id="bob"))

    first, after = house.reader.page("alice", JobFilter(), limit=3)
    rest, end = house.reader.page("alice", JobFilter(), limit=3, after=after)

    assert [job.id for job in first + rest] == made[::-1]
    assert end is None
    assert house.reader.page("alice", JobFilter(status="draft"), limit=9) == ([], None)


def test_a_change_the_owner_does_not_see_leaves_the_order_of_the_list_alone() -> None:
    house = House()
    job = house.jobs.create(an_order("k1"))
    house.fetch_errors = [TransientError("lost")]
    house.deliver_all()
    house.jobs.create(an_order("k2"))
    house.clock.pass_s(700)
    assert house.sweep.run().tidied == 1

    _, after = house.reader.attempts("alice", limit=1)
    rest, end = house.reader.attempts("alice", limit=5, after=after)

    assert [one.id for one in rest] == [job.id]
    assert end is None
