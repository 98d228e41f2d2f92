"""Jobs: made and held for once, whatever crashes, is lost or meets; and driven again by an operator."""

import pytest

from shared.errors import IdempotencyKeyReused, InsufficientCredits, JobNotCancelable, NotFound, Unavailable
from shared.model.job import JobState
from shared.model.upload import Upload, UploadState
from shared.model.video import StoredObject
from shared.store import documents
from tests.factories import an_order
from tests.house import House


def test_f1_a_crash_before_the_commit_leaves_nothing_and_the_retry_creates_once() -> None:
    house = House()
    house.store.down = True
    with pytest.raises(Unavailable):
        house.jobs.create(an_order())
    house.store.down = False
    assert house.store.documents == {}

    house.jobs.create(an_order())

    assert house.balance() == (90, 10, 1)


@pytest.mark.parametrize("seed", range(20))
def test_f2_f3_a_commit_whose_reply_is_lost_is_recognised_and_never_paid_twice(seed: int) -> None:
    house = House(lose_replies=0.6)
    house.store._random.seed(seed)

    job = house.jobs.create(an_order())

    assert job.state is JobState.PENDING
    assert house.balance() == (90, 10, 1)
    assert house.entries() == ["hold"]


def test_f4_the_same_key_at_the_same_time_makes_one_job() -> None:
    house = House()
    house.store.before_commit = lambda: house.jobs.create(an_order())

    job = house.jobs.create(an_order())

    assert job == house.job(job.id)
    assert house.balance() == (90, 10, 1)


def test_f5_the_same_key_with_another_body_is_refused_and_costs_nothing() -> None:
    house = House()
    house.jobs.create(an_order())

    with pytest.raises(IdempotencyKeyReused):
        house.jobs.create(an_order(request_hash="another"))
    assert house.balance() == (90, 10, 1)


def test_f6_the_same_key_names_the_same_job_for_ever() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver_all()
    house.clock.pass_s(400 * 24 * 3600)

    again = house.jobs.create(an_order())

    assert again.id == job.id
    assert again.state is JobState.COMPLETED
    assert house.entries() == ["hold", "capture"]


def test_f8_only_as_many_jobs_as_the_balance_pays_for() -> None:
    house = House(available=35)
    for n in range(3):
        house.jobs.create(an_order(f"k{n}"))

    with pytest.raises(InsufficientCredits) as refused:
        house.jobs.create(an_order("k4"))
    assert refused.value.attributes == {"needed": 10, "available": 5, "short": 5}
    assert house.balance() == (5, 30, 3)


def test_f9_an_account_that_stays_busy_is_a_503_and_the_key_can_be_used_again() -> None:
    house = House()
    house.credits.account("alice")
    commit = house.store._commit
    house.store._commit = lambda writes: False
    with pytest.raises(Unavailable) as refused:
        house.jobs.create(an_order())
    assert refused.value.attributes["retry_after_s"] == 1
    house.store._commit = commit

    house.jobs.create(an_order())

    assert house.balance() == (90, 10, 1)


def test_f10_nothing_is_pushed_from_inside_the_transaction() -> None:
    house = House()
    house.credits.account("alice")
    rounds = []

    def rival() -> None:
        rounds.append(len(house.queue.asked))
        if len(rounds) < 5:
            house.credits.grant("alice", amount=1, key=f"g{len(rounds)}", reason="test", actor="test")
            house.store.before_commit = rival

    house.store.before_commit = rival
    house.jobs.create(an_order())

    assert rounds[0] == 0
    assert len(house.queue.asked) == 1


def test_f12_what_is_captured_is_what_was_held_whatever_prices_do_meanwhile() -> None:
    house = House()
    job = house.jobs.create(an_order(price=13))
    house.deliver_all()

    entry = house.store.get(documents.entry("alice", f"{job.id}:final"))
    assert entry is not None
    assert (entry.kind, entry.amount) == ("capture", 13)
    assert house.balance() == (87, 0, 0)


def test_f14_too_few_credits_store_nothing_and_the_key_works_after_a_top_up() -> None:
    house = House(available=5)
    with pytest.raises(InsufficientCredits):
        house.jobs.create(an_order())
    assert house.store.paths("jobs/") == []

    house.credits.grant("alice", amount=10, key="top-up", reason="bought", actor="shop")
    house.jobs.create(an_order())

    assert house.balance() == (5, 10, 1)


def test_f17_f24_a_client_that_asks_again_gets_the_same_job_and_one_message() -> None:
    house = House()
    first = house.jobs.create(an_order())
    second = house.jobs.create(an_order())

    assert first.id == second.id
    assert len(house.queue.asked) == 1


def test_f19_f43_a_document_with_fields_of_a_newer_release_can_still_be_read() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.store.documents[f"jobs/{job.id}"]["invented_later"] = {"x": 1}

    assert house.job(job.id) == job


def test_f20_a_crash_between_commit_and_push_is_mended_by_the_sweep() -> None:
    house = House()
    house.queue.down = True
    job = house.jobs.create(an_order())
    house.queue.down = False
    assert house.queue.asked == []

    ended = house.sweep_until_settled(job.id)

    assert ended.state is JobState.COMPLETED
    assert house.provider.submitted == 1


def test_an_operator_drives_a_job_again_and_leaves_a_trace() -> None:
    house = House()
    house.queue.loses = True
    job = house.jobs.create(an_order())
    house.queue.loses = False

    driven = house.jobs.redrive(job.id, reason="stuck", actor="op@example.com")
    house.deliver_all()

    assert driven.epoch == job.epoch + 1
    assert house.job(job.id).state is JobState.COMPLETED
    assert "redriven" in house.events(job.id)
    with pytest.raises(JobNotCancelable):
        house.jobs.redrive(job.id, reason="again", actor="op")


def a_picture() -> StoredObject:
    return StoredObject(
        name="uploads/alice/u1/image.jpg", generation=1, size_bytes=9, content_type="image/jpeg"
    )


def test_f15_an_image_that_vanishes_between_the_check_and_the_commit_makes_no_job() -> None:
    house = House()
    upload = Upload(
        id="u1",
        account_id="alice",
        content_type="image/jpeg",
        size_bytes=9,
        state=UploadState.READY,
        raw="uploads/alice/u1/raw",
        image=a_picture(),
        created_at=house.clock(),
    )
    house.store.transact(lambda tx: tx.create(documents.upload("u1"), upload))
    order = an_order(image=a_picture(), upload_id="u1")

    def vanish() -> None:
        house.store.transact(lambda tx: tx.delete(documents.upload("u1")))

    house.store.before_commit = vanish
    with pytest.raises(NotFound, match="image is not there any more"):
        house.jobs.create(order)
    assert house.store.paths("jobs/") == []
    assert house.balance() == (100, 0, 0)
