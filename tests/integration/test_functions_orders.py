"""`POST /api/jobs`: what an order costs, which key makes it the same one, and why it may be refused."""

from dataclasses import replace

import pytest

from shared.services.orders import Orders
from tests.fakes.clock import START
from tests.fakes.edge import AN_INPUT, AN_ORDER, Edge


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


def test_an_order_answers_202_with_the_whole_job_and_where_to_follow_it(edge: Edge) -> None:
    answer = edge.ask("jobs", "POST", "/api/jobs", key="k1", json=AN_ORDER)

    assert answer.status_code == 202
    job = answer.get_json()
    assert answer.headers["Location"] == f"/api/jobs/{job['id']}" == job["_links"]["self"]
    assert set(job) >= {
        "id",
        "job_type",
        "status",
        "stage",
        "progress",
        "price",
        "error",
        "video",
        "receipt",
        "source_job_id",
        "root_job_id",
        "retried_from",
        "checked_at",
        "expected_s",
        "revision",
        "created_at",
        "updated_at",
        "settled_at",
        "_links",
    }
    assert (job["status"], job["price"], job["video"], job["error"]) == ("pending", 10, None, None)
    assert job["receipt"] == {"held": 10, "captured": 0, "released": 0}
    assert job["created_at"].endswith("Z")
    assert set(job["_links"]) == {"self", "events", "chain", "cancel"}


def test_what_a_job_says_was_ordered_can_be_ordered_again_as_it_is(edge: Edge) -> None:
    first = edge.order()
    assert first["input"] == AN_INPUT

    again = {"job_type": first["job_type"], "input": first["input"]}
    answer = edge.ask("jobs", "POST", "/api/jobs", key="k2", json=again)

    assert (answer.status_code, answer.get_json()["input"]) == (202, AN_INPUT)


def test_f4_the_same_key_and_body_is_the_same_job_and_costs_once(edge: Edge) -> None:
    assert edge.order()["id"] == edge.order()["id"]

    assert edge.ask("credits", "GET", "/api/credits").get_json() == {
        "available": 90,
        "held": 10,
        "active_jobs": 1,
        "buy_url": None,
    }


def test_f5_the_same_key_with_another_body_is_refused_with_422(edge: Edge) -> None:
    edge.order()

    answer = edge.ask(
        "jobs", "POST", "/api/jobs", key="k1", json={**AN_ORDER, "input": {**AN_INPUT, "duration_s": 5}}
    )

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["code"] == "idempotency_key_reused"


@pytest.mark.parametrize("key", [None, "", " ", "a b", "ä", "k" * 256, "tab\there"])
def test_f7_a_paid_route_without_a_usable_key_is_refused_in_words(edge: Edge, key: str | None) -> None:
    answer = edge.ask("jobs", "POST", "/api/jobs", key=key, json=AN_ORDER)

    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.get_json()["detail"]
    assert edge.store.documents == {}


def test_f11_a_stale_price_is_409_with_the_new_one(edge: Edge) -> None:
    answer = edge.ask("jobs", "POST", "/api/jobs", key="k1", json={**AN_ORDER, "price_version": "v0"})

    assert answer.status_code == 409
    problem = answer.get_json()
    assert (problem["code"], problem["price"]) == ("price_changed", 10)
    assert problem["price_version"] == edge.catalog.version


def test_f6_f11_the_same_request_is_the_same_job_although_the_price_has_changed_since(edge: Edge) -> None:
    version = edge.catalog.version
    job_id = edge.order(price_version=version)["id"]
    offers = [
        offer.model_copy(
            update={"combinations": [one.model_copy(update={"credits": 99}) for one in offer.combinations]}
        )
        for offer in edge.catalog.every_offer
    ]
    edge.orders = Orders(
        edge.store, replace(edge.catalog, every_offer=offers), edge.uploads, today=START.date
    )

    assert edge.order(price_version=version)["id"] == job_id
    other = edge.ask("jobs", "POST", "/api/jobs", key="k2", json={**AN_ORDER, "price_version": version})
    assert other.get_json()["code"] == "price_changed"
    assert edge.ask("credits", "GET", "/api/credits").get_json()["held"] == 10


def test_f13_a_revoked_sign_in_may_not_pay(edge: Edge) -> None:
    edge.people.revoked.add("alice")

    assert edge.ask("jobs", "POST", "/api/jobs", key="k1", json=AN_ORDER).status_code == 401
    assert edge.ask("jobs", "GET", "/api/jobs").status_code == 200
    assert not [path for path in edge.store.documents if path.startswith("jobs/")]


def test_f14_too_few_credits_is_402_with_the_numbers_and_the_key_works_after_a_grant(edge: Edge) -> None:
    for n in range(10):
        edge.order(key=f"k{n}")

    answer = edge.ask("jobs", "POST", "/api/jobs", key="late", json=AN_ORDER)

    assert answer.status_code == 402
    problem = answer.get_json()
    assert (problem["needed"], problem["available"], problem["short"]) == (10, 0, 10)
    edge.credits.grant("alice", amount=10, key="g", reason="gift", actor="operator")
    assert edge.order(key="late")["status"] == "pending"


def test_f9_a_busy_store_is_503_with_a_time_to_come_back(edge: Edge) -> None:
    edge.store.down = True

    answer = edge.ask("jobs", "POST", "/api/jobs", key="k1", json=AN_ORDER)

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    edge.store.down = False
    assert edge.order()["status"] == "pending"


def test_validate_only_prices_and_stores_no_job(edge: Edge) -> None:
    answer = edge.ask("jobs", "POST", "/api/jobs?validate_only=true", json=AN_ORDER)

    assert answer.status_code == 200
    assert answer.get_json() == {
        "price": 10,
        "price_version": edge.catalog.version,
        "expected_s": 90.0,
        "available": 100,
        "affordable": True,
        "short": 0,
    }
    assert not [path for path in edge.store.documents if path.startswith("jobs/")]


def test_too_many_jobs_under_way_is_429_with_a_time(edge: Edge) -> None:
    edge.credits.grant("alice", amount=1000, key="g", reason="gift", actor="operator")
    for n in range(20):
        edge.order(key=f"k{n}")

    answer = edge.ask("jobs", "POST", "/api/jobs", key="late", json=AN_ORDER)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "10"


def test_the_first_message_goes_out_after_the_order(edge: Edge) -> None:
    job = edge.order()

    assert [message.job_id for (message,) in edge.queue.seen] == [job["id"]]
