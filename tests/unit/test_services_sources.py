"""Jobs that begin with a finished video: whose it is, what it costs, and what happens to it meanwhile."""

import pytest

from shared.errors import (
    InsufficientCredits,
    InvalidRequest,
    JobNotSettled,
    NotFound,
    SourceNotUsable,
)
from shared.model.job import Job, JobState
from shared.services.sources import DEPTH_MAX
from shared.store import documents
from tests.fakes.fake_provider import running, succeeded
from tests.house import House

UPSCALE = {"target_resolution": "1080p"}
EXTEND = {"prompt": "and then it ends", "resolution": "720p"}


def deleted_and_swept(house: House, job: Job, *, sweeps: int = 3) -> None:
    house.jobs.delete("alice", job.id)
    for _ in range(sweeps):
        house.clock.pass_s(660)
        house.sweep.run()


def films_of(house: House, job: Job) -> list[str]:
    return [name for name in house.objects.objects if name.startswith(f"{job.folder}/")]


def test_an_upscale_costs_what_its_source_cost_and_an_extension_its_resolution() -> None:
    house = House()
    source = house.make()

    sharper = house.order("upscale", "u", source_job_id=source.id, **UPSCALE)
    longer = house.order("extend", "e", source_job_id=source.id, **EXTEND)

    assert (sharper.price, longer.price) == (10, 10)
    assert sharper.source == longer.source
    assert (sharper.root_job_id, sharper.depth) == (source.id, 1)
    assert house.balance() == (70, 20, 2)


def test_the_provider_gets_a_fresh_link_to_the_pinned_film_with_every_order() -> None:
    house = House()
    source = house.make()
    job = house.order("upscale", "u", source_job_id=source.id, **UPSCALE)

    house.deliver_all()

    asked = house.provider.requests[-1]
    assert job.source is not None
    assert asked.video_url is not None
    assert job.source.film.name in asked.video_url
    assert f"generation={job.source.film.generation}" in asked.video_url
    assert asked.video_name in asked.video_url
    assert (asked.prompt, asked.resolution) == ("", "1080p")


def test_f122_a_source_that_is_deleted_meanwhile_stays_until_its_dependents_have_ended() -> None:
    house = House()
    source = house.make()
    house.provider.polls = [running()]
    longer = house.order("extend", "e", source_job_id=source.id, **EXTEND)
    house.deliver()

    deleted_and_swept(house, source, sweeps=1)
    assert films_of(house, source), "it is still needed"
    with pytest.raises(NotFound):
        house.reader.get("alice", source.id)
    house.provider.polls = [succeeded()]
    house.deliver_all()
    assert house.job(longer.id).state is JobState.COMPLETED

    house.clock.pass_s(660)
    house.sweep.run()
    assert films_of(house, source) == []
    assert house.job(source.id).sweep_after is None


def test_f127_what_nobody_needs_any_more_goes_although_its_dependent_failed() -> None:
    house = House()
    source = house.make()
    house.provider.polls = [running()]
    longer = house.order("extend", "e", source_job_id=source.id, **EXTEND)

    house.jobs.delete("alice", source.id)
    house.sweep_until_settled(longer.id)
    for _ in range(3):
        house.clock.pass_s(660)
        house.sweep.run()

    assert house.job(longer.id).state is JobState.FAILED
    assert films_of(house, source) == []


@pytest.mark.parametrize(
    ("job_type", "wanted", "films_last_s"),
    [("extend", EXTEND, 5), ("extend", EXTEND, 10), ("upscale", UPSCALE, 5)],
    ids=["its new part", "whole", "sharper"],
)
def test_f123_what_was_made_of_a_source_that_was_replaced_is_not_kept_and_costs_nothing(
    job_type: str, wanted: dict[str, str], films_last_s: float
) -> None:
    house = House()
    source = house.make()
    job = house.order(job_type, "e", source_job_id=source.id, **wanted)
    assert job.source is not None
    stored, content = house.objects.objects[job.source.film.name]
    replaced = stored.model_copy(update={"generation": stored.generation + 1})
    house.objects.objects[job.source.film.name] = (replaced, content)
    house.films_last_s = films_last_s

    house.deliver_all()

    ended = house.job(job.id)
    assert ended.error is not None
    assert ended.error.code == "source_changed"
    assert house.balance() == (90, 0, 0)


def test_f124_two_jobs_from_one_source_run_and_are_paid_for_each_for_itself() -> None:
    house = House()
    source = house.make()

    made = [
        house.order("upscale", "u", source_job_id=source.id, **UPSCALE),
        house.order("extend", "e", source_job_id=source.id, **EXTEND),
    ]
    house.deliver_all()

    assert [house.job(job.id).state for job in made] == [JobState.COMPLETED] * 2
    assert house.balance() == (70, 0, 0)
    chain, _ = house.reader.chain(made[0], limit=9)
    assert {job.id for job in chain} == {source.id, *(job.id for job in made)}


def test_f125_nothing_is_made_from_somebody_elses_a_missing_or_an_unfinished_job() -> None:
    house = House()
    source = house.make()
    house.provider.polls = [running()]
    unfinished = house.order("extend", "e", source_job_id=source.id, **EXTEND)

    with pytest.raises(NotFound):
        house.order("upscale", "u1", account_id="bob", source_job_id=source.id, **UPSCALE)
    with pytest.raises(NotFound):
        house.order("upscale", "u2", source_job_id="a" * 26, **UPSCALE)
    with pytest.raises(SourceNotUsable, match="no finished video"):
        house.order("upscale", "u3", source_job_id=unfinished.id, **UPSCALE)
    assert house.balance() == (80, 10, 1)


def test_f125_a_chain_ends_somewhere() -> None:
    house = House()
    source = house.make()
    house.store.documents[documents.job(source.id).path]["depth"] = DEPTH_MAX

    with pytest.raises(SourceNotUsable, match="at most"):
        house.order("upscale", "u", source_job_id=source.id, **UPSCALE)


def test_f15_a_source_that_vanishes_between_the_check_and_the_commit_makes_no_job() -> None:
    house = House()
    source = house.make()
    order = house.orders.order(
        "alice", job_type="upscale", input={"source_job_id": source.id, **UPSCALE}, key="u"
    )
    house.store.before_commit = lambda: house.jobs.delete("alice", source.id)

    with pytest.raises(NotFound):
        house.jobs.create(order)

    assert house.balance() == (90, 0, 0)


def test_f6_the_same_request_is_the_same_job_although_its_source_is_gone_or_its_price_has_changed() -> None:
    house = House()
    source = house.make()
    wanted = {"source_job_id": source.id, **UPSCALE}
    job = house.order("upscale", "u", **wanted)
    house.deliver_all()
    house.jobs.delete("alice", source.id)

    again = house.order("upscale", "u", **wanted)
    stale = house.orders.order(
        "alice", job_type="upscale", input=wanted, key="u", price_version="of-yesterday"
    )

    assert again.id == job.id
    assert house.jobs.create(stale).id == job.id
    assert house.balance() == (80, 0, 0)
    with pytest.raises(NotFound):
        house.order("upscale", "another", **wanted)
    with pytest.raises(NotFound):
        house.order("upscale", "u", **{**wanted, "target_resolution": "4k"})


@pytest.mark.parametrize("target", ["480p", "720p", "8k", ""])
def test_a_target_that_is_no_gain_is_refused_with_the_reason(target: str) -> None:
    house = House()
    source = house.make()

    with pytest.raises(InvalidRequest, match="1280x720") as refused:
        house.order("upscale", "u", source_job_id=source.id, target_resolution=target)

    assert refused.value.attributes["allowed"] == ["1080p", "1440p", "4k"]
    assert house.balance() == (90, 0, 0)


def test_the_source_of_a_job_under_way_can_be_deleted_and_the_job_itself_not() -> None:
    house = House()
    source = house.make()
    longer = house.order("extend", "e", source_job_id=source.id, **EXTEND)

    house.jobs.delete("alice", source.id)
    with pytest.raises(JobNotSettled):
        house.jobs.delete("alice", longer.id)


def test_an_extension_that_is_refused_for_credits_stores_nothing() -> None:
    house = House(available=10)
    source = house.make()

    with pytest.raises(InsufficientCredits):
        house.order("extend", "e", source_job_id=source.id, **EXTEND)
    assert house.balance() == (0, 0, 0)
