"""Views: what a job looks like to its owner in every state, and what never shows."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.catalog import load_catalog
from shared.http.schemas.history import DEPTH_MAX, ChainLink, ChainView, EventView
from shared.http.schemas.job_view import JobView
from shared.http.schemas.jobs import ListJobsQuery
from shared.model import lifecycle
from shared.model.creation import Creation
from shared.model.event import JobEvent
from shared.model.job import Job
from shared.model.memo import Submitted
from shared.model.order import JobOrder
from shared.model.outcome import Done, Failed, JobError
from tests.factories import a_video
from tests.fakes.edge import AN_INPUT

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def a_job(job_id: str = "a" * 26, **changes: object) -> Job:
    order = JobOrder(
        job_id=job_id, account_id="alice", job_type="generate", input=AN_INPUT, request_hash="h", price=10,
        price_version="v1", model="wan-2.5", provider="wavespeed", expected_s=60,
    )  # fmt: skip
    return Job.pending(order, at=AT, deadline_s=1800).model_copy(update=changes)


def completed() -> Job:
    return lifecycle.settled(a_job(), Done(a_video("a" * 26, "alice")), at=AT)


def failed() -> Job:
    return lifecycle.settled(a_job(), Failed(JobError(code="c", message="m", next_step="n")), at=AT)


@pytest.mark.parametrize(
    ("job", "status", "receipt", "links"),
    [
        (a_job(), "pending", (10, 0, 0), {"cancel"}),
        (lifecycle.claimed(a_job(), at=AT, lease_s=9, token="t"), "processing", (10, 0, 0), {"cancel"}),
        (lifecycle.intended(a_job(), at=AT), "pending", (10, 0, 0), set()),
        (completed(), "draft", (10, 10, 0), {"retry", "delete", "publish", "video"}),
        (
            completed().changed(AT, published_at=AT),
            "published",
            (10, 10, 0),
            {"retry", "delete", "unpublish", "video"},
        ),
        (failed(), "failed", (10, 0, 10), {"retry", "delete"}),
        (lifecycle.canceled(a_job(), at=AT), "canceled", (10, 0, 10), {"retry", "delete"}),
    ],
)
def test_a_job_shows_its_state_its_money_and_what_can_be_done(
    job: Job, status: str, receipt: tuple[int, int, int], links: set[str]
) -> None:
    view = JobView.of(job)

    assert view.status == status
    assert (view.receipt.held, view.receipt.captured, view.receipt.released) == receipt
    assert set(view.links) == {"self", "events", "chain"} | links


@pytest.mark.parametrize("job", [a_job(), completed(), completed().changed(AT, published_at=AT), failed()])
def test_what_a_browser_hears_live_is_what_the_api_says(job: Job) -> None:
    view = JobView.of(job).model_dump()
    live = Creation.of(job).model_dump()

    both = set(view) & set(live)
    assert {name: view[name] for name in both} == {name: live[name] for name in both}
    assert set(live) - both == {"owner", "media", "video_id", "words"}


def test_a_job_says_what_was_ordered_so_that_it_can_be_ordered_again() -> None:
    assert JobView.of(a_job()).input == AN_INPUT


def test_a_projection_of_an_older_release_is_still_read() -> None:
    older = Creation.of(completed()).model_dump(exclude={"input"})

    assert Creation.model_validate(older).input == {}


def test_what_is_ours_never_shows() -> None:
    job = a_job(memo=Submitted(prediction_id="canary-prediction", at=AT), request_hash="canary-hash")

    text = JobView.of(job).model_dump_json(by_alias=True)

    assert "canary" not in text
    for name in (
        "epoch",
        "attempt",
        "memo",
        "lease",
        "sweep_after",
        "account_id",
        "request_hash",
        "provider",
    ):
        assert f'"{name}' not in text


def test_a_failure_says_what_to_do_next() -> None:
    error = JobView.of(failed()).error

    assert error is not None
    assert (error.code, error.message, error.next_step) == ("c", "m", "n")


def test_times_are_utc_with_a_z() -> None:
    assert '"created_at":"2026-11-20T12:00:00Z"' in JobView.of(a_job()).model_dump_json()


def test_an_event_shows_only_what_its_owner_may_know() -> None:
    detail = {
        "code": "provider_busy",
        "delay_s": 60,
        "actor": "oscar@example.com",
        "prediction_id": "p",
        "url": "https://x",
    }

    view = EventView.of(JobEvent(n=1, at=AT, kind="delayed", attempt=1, detail=detail))

    assert view.detail == {"code": "provider_busy", "delay_s": 60}


def a_chain(length: int) -> list[Job]:
    ids = [f"{n:026d}" for n in range(length)]
    return [
        a_job(
            job_id, root_job_id=ids[0], source_job_id=ids[n - 1] if n else None, created_at=AT + timedelta(n)
        )
        for n, job_id in enumerate(ids)
    ]


def depth(links: list[ChainLink]) -> int:
    return 1 + max(depth(link.children) for link in links) if links else 0


def count(links: list[ChainLink]) -> int:
    return sum(1 + count(link.children) for link in links)


def test_a_chain_is_a_tree_that_adds_up() -> None:
    root, child, grandchild = a_chain(3)
    other = a_job("b" * 26, root_job_id=root.id, source_job_id=root.id)
    orphan = a_job("c" * 26, root_job_id=root.id, source_job_id="gone")

    view = ChainView.of(root.id, [root, child, grandchild, other, orphan], None, {})

    assert [link.id for link in view.chain] == [root.id, orphan.id]
    assert [link.id for link in view.chain[0].children] == [child.id, other.id]
    assert [link.id for link in view.chain[0].children[0].children] == [grandchild.id]
    assert (view.count, view.receipt.held) == (5, 50)


def test_a_very_long_chain_is_cut_in_depth_and_loses_nothing() -> None:
    view = ChainView.of("0" * 26, a_chain(200), None, {})

    assert depth(view.chain) == DEPTH_MAX + 1
    assert count(view.chain) == 200
    assert view.model_dump_json(by_alias=True)


def test_jobs_can_be_asked_for_by_every_model_that_is_sold() -> None:
    ids = {offer.id for offer in load_catalog().offers(AT.date())}

    assert len(ids) > 3
    assert {ListJobsQuery(model=one).model for one in ids} == ids
