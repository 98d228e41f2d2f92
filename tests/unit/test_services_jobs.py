"""Creating, reading, canceling and deleting jobs: what they cost, and who may see them."""

import pytest

from shared.errors import (
    Gone,
    IdempotencyKeyReused,
    InsufficientCredits,
    JobNotCancelable,
    JobNotSettled,
    NotFound,
    RateLimited,
    TransientError,
    Unavailable,
)
from shared.model.creation import Creation
from shared.model.job import JobState
from shared.model.job_filter import JobFilter
from shared.model.rate import Rate
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


def test_too_many_jobs_under_way_are_refused_before_money_moves() -> None:
    house = House(active_jobs_max=2)
    for n in range(2):
        house.jobs.create(an_order(f"k{n}"))

    with pytest.raises(RateLimited):
        house.jobs.create(an_order("k3"))
    assert house.balance() == (80, 20, 2)
    house.deliver_all()
    house.jobs.create(an_order("k3"))


def test_orders_that_come_too_fast_are_refused_before_money_moves() -> None:
    house = House(orders=Rate(burst=2, interval_s=30))
    for n in range(2):
        house.jobs.create(an_order(f"k{n}"))

    with pytest.raises(RateLimited, match="Wait 30 s") as refused:
        house.jobs.create(an_order("k3"))

    assert refused.value.attributes["retry_after_s"] == pytest.approx(30, abs=0.1)
    assert house.balance() == (80, 20, 2)
    house.clock.pass_s(30)
    house.jobs.create(an_order("k3"))


def test_a_repeated_or_refused_order_does_not_count_as_one_more() -> None:
    house = House(available=20, orders=Rate(burst=3, interval_s=30))
    for _ in range(9):
        house.jobs.create(an_order("k1"))
    house.jobs.create(an_order("k2"))

    for _ in range(9):
        with pytest.raises(InsufficientCredits):
            house.jobs.create(an_order("k3"))


def test_the_end_of_a_job_does_not_forgive_an_order() -> None:
    house = House(orders=Rate(burst=1, interval_s=3600))
    house.make("k1")
    house.credits.grant("alice", amount=5, key="g1", reason="sorry", actor="op")

    with pytest.raises(RateLimited):
        house.jobs.create(an_order("k2"))


def test_f117_a_waiting_job_is_canceled_for_free_and_its_message_does_nothing() -> None:
    house = House()
    job = house.jobs.create(an_order())

    canceled = house.jobs.cancel("alice", job.id)
    house.deliver_all()

    assert canceled.state is JobState.CANCELED
    assert house.job(job.id).state is JobState.CANCELED
    assert house.provider.submitted == 0
    assert house.balance() == (100, 0, 0)


def test_f118_a_job_that_was_paid_for_at_the_provider_is_not_canceled() -> None:
    house = House()
    job = house.jobs.create(an_order())
    refusals = []

    def cancel() -> None:
        with pytest.raises(JobNotCancelable) as refused:
            house.jobs.cancel("alice", job.id)
        refusals.append(str(refused.value))

    house.provider.on_submit = cancel
    house.deliver_all()

    assert len(refusals) == 1
    assert "already being made" in refusals[0]
    assert house.job(job.id).state is JobState.COMPLETED


def test_f118_a_cancel_that_comes_between_claim_and_intent_wins_and_nothing_is_submitted() -> None:
    house = House()
    job = house.jobs.create(an_order())
    claimed: list[bool] = []

    def cancel_after_claim() -> None:
        claimed.append(True)
        house.store.before_commit = lambda: house.jobs.cancel("alice", job.id)

    house.store.before_commit = cancel_after_claim
    house.deliver()

    assert house.provider.submitted == 0
    assert house.job(job.id).state is JobState.CANCELED
    assert house.balance() == (100, 0, 0)


def test_f119_canceling_twice_is_once_and_after_the_end_is_refused() -> None:
    house = House()
    first = house.jobs.create(an_order("k1"))
    house.jobs.cancel("alice", first.id)
    house.jobs.cancel("alice", first.id)
    assert house.entries() == ["hold", "release"]

    second = house.jobs.create(an_order("k2"))
    house.deliver_all()
    with pytest.raises(JobNotCancelable):
        house.jobs.cancel("alice", second.id)
    assert house.balance() == (90, 0, 0)


def test_f120_a_job_under_way_cannot_be_deleted() -> None:
    house = House()
    job = house.jobs.create(an_order())

    with pytest.raises(JobNotSettled):
        house.jobs.delete("alice", job.id)
    assert house.balance() == (90, 10, 1)


def test_f121_a_deleted_job_is_gone_at_once_and_its_files_soon() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver_all()
    house.drafts.publish("alice", job.id)

    house.jobs.delete("alice", job.id)

    with pytest.raises(NotFound):
        house.reader.get("alice", job.id)
    assert house.store.paths("creations/") == []
    assert house.store.paths("feed/") == []
    assert house.objects.objects
    house.sweep.run()
    assert not house.objects.objects
    assert house.store.paths("videos/") == []
    assert house.entries() == ["hold", "capture"]
    assert house.job(job.id).sweep_after is None


@pytest.mark.parametrize("seed", range(10))
def test_a_deletion_whose_reply_is_lost_is_not_answered_with_not_found(seed: int) -> None:
    house = House(lose_replies=0.5)
    house.store._random.seed(seed)
    job = house.jobs.create(an_order())
    house.jobs.cancel("alice", job.id)

    house.jobs.delete("alice", job.id)

    assert house.job(job.id).deleted_at is not None


def test_the_key_of_a_deleted_job_makes_no_second_one() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.jobs.cancel("alice", job.id)
    house.jobs.delete("alice", job.id)

    with pytest.raises(Gone):
        house.jobs.create(an_order())
    assert house.balance() == (100, 0, 0)


def test_somebody_elses_job_does_not_exist() -> None:
    house = House()
    job = house.jobs.create(an_order())
    for act in (
        house.reader.get,
        house.jobs.cancel,
        house.jobs.delete,
        house.drafts.publish,
    ):
        with pytest.raises(NotFound, match="no such job"):
            act("mallory", job.id)
        with pytest.raises(NotFound, match="no such job"):
            act("alice", "a" * 26)


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


def test_ledger_entries_are_numbered_without_a_gap() -> None:
    house = House()
    house.jobs.create(an_order())
    house.deliver_all()

    entries = house.credits.ledger("alice", limit=10)
    assert [(entry.n, entry.kind.value) for entry in entries] == [(3, "capture"), (2, "hold"), (1, "grant")]


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


def test_a_favourite_is_marked_once_and_money_and_work_go_on() -> None:
    house = House()
    job = house.jobs.create(an_order())
    house.deliver()

    house.clock.pass_s(1)
    marked = house.jobs.mark("alice", job.id, favorite=True)
    assert house.jobs.mark("alice", job.id, favorite=True) == marked
    assert marked.favorite
    assert marked.updated_at > job.updated_at
    house.deliver_all()

    ended = house.job(job.id)
    assert (ended.state, ended.favorite, house.entries()) == ("completed", True, ["hold", "capture"])
    shown = house.store.get(documents.creation(job.id))
    assert shown is not None
    assert shown == Creation.of(ended)
    assert not house.jobs.mark("alice", job.id, favorite=False).favorite


def test_a_mark_whose_reply_was_lost_recognises_itself() -> None:
    house = House(lose_replies=0.5)
    job = house.jobs.create(an_order())
    before = house.job(job.id)

    for n in range(1, 21):
        assert house.jobs.mark("alice", job.id, favorite=n % 2 == 1).revision == before.revision + n


def test_nobody_marks_what_is_not_theirs_or_not_there() -> None:
    house = House()
    job = house.jobs.create(an_order())
    with pytest.raises(NotFound):
        house.jobs.mark("bob", job.id, favorite=True)

    house.jobs.cancel("alice", job.id)
    house.jobs.delete("alice", job.id)
    with pytest.raises(NotFound):
        house.jobs.mark("alice", job.id, favorite=True)
