"""The function `jobs`, as the platform serves it."""

from dataclasses import replace
from datetime import timedelta, timezone
from urllib.parse import quote

import pytest

from shared.services.orders import Orders
from tests.fakes.edge import AN_INPUT, AN_ORDER, START, Edge

NOBODYS = "a" * 26


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


def test_a_favourite_is_one_until_it_is_none(edge: Edge) -> None:
    job = edge.order()
    assert job["favorite"] is False

    marked = edge.ask("jobs", "PATCH", f"/api/jobs/{job['id']}", json={"favorite": True})
    again = edge.ask("jobs", "PATCH", f"/api/jobs/{job['id']}", json={"favorite": True})

    assert marked.status_code == 200
    assert marked.get_json() == again.get_json()
    assert marked.get_json()["favorite"] is True
    assert marked.get_json()["revision"] == job["revision"] + 1
    unmarked = edge.ask("jobs", "PATCH", f"/api/jobs/{job['id']}", json={"favorite": False}).get_json()
    assert (unmarked["favorite"], unmarked["revision"]) == (False, job["revision"] + 2)


@pytest.mark.parametrize("body", [{}, {"favorite": 1}, {"favorite": None}, {"favorite": True, "price": 0}])
def test_a_change_that_nobody_may_make_is_refused_and_changes_nothing(
    edge: Edge, body: dict[str, object]
) -> None:
    job = edge.order()

    answer = edge.ask("jobs", "PATCH", f"/api/jobs/{job['id']}", json=body)

    assert answer.status_code == 400
    assert edge.ask("jobs", "GET", f"/api/jobs/{job['id']}").get_json() == job


def test_somebody_elses_job_is_no_favourite(edge: Edge) -> None:
    job = edge.order()

    answer = edge.ask("jobs", "PATCH", f"/api/jobs/{job['id']}", who="bob", json={"favorite": True})

    assert answer.status_code == 404


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


def test_malformed_missing_and_foreign_ids_get_the_same_404(edge: Edge) -> None:
    foreign = edge.order(who="bob")["id"]
    ids = [
        foreign,
        NOBODYS,
        "x",
        "A" * 26,
        "1" * 26,
        NOBODYS + "a",
        "%00",
        "%ff%fe",
        "..",
        "a%2fb",
        "a b",
        "😀",
    ]
    routes = [
        ("GET", ""),
        ("GET", "/chain"),
        ("GET", "/events"),
        ("POST", "/cancel"),
        ("POST", "/retry"),
        ("DELETE", ""),
    ]

    for method, tail in routes:
        bodies = set()
        for one in ids[:6]:
            answer = edge.ask("jobs", method, f"/api/jobs/{one}{tail}", key="k")
            assert answer.status_code == 404, (method, tail, one)
            bodies.add(str({**answer.get_json(), "trace_id": ""}))
        assert len(bodies) == 1, bodies
    for one in ids[6:]:
        assert edge.ask("jobs", "GET", f"/api/jobs/{one}").status_code == 404


def test_a_list_leads_through_all_pages_with_its_filters(edge: Edge) -> None:
    ids = [edge.order(key=f"k{n}")["id"] for n in range(5)]
    path, found = "/api/jobs?limit=2&status=pending&job_type=generate", []

    for _ in range(5):
        page = edge.ask("jobs", "GET", path).get_json()
        found += [job["id"] for job in page["jobs"]]
        path = page["next"]
        if path is None:
            break
        assert "limit=2" in path
        assert "status=pending" in path

    assert found == ids[::-1]


def test_a_list_is_filtered_by_what_is_asked_and_its_pages_keep_it(edge: Edge) -> None:
    ids = []
    for n, prompt in enumerate(("a red night", "blue", "Red night again", "red")):
        ids.append(edge.order(key=f"k{n}", input={**AN_INPUT, "prompt": prompt})["id"])
    edge.ask("jobs", "PATCH", f"/api/jobs/{ids[2]}", json={"favorite": True})

    def asked(query: str) -> list[int]:
        path, found = f"/api/jobs?limit=1&{query}", []
        while path is not None:
            page = edge.ask("jobs", "GET", path)
            assert page.status_code == 200, page.text
            found += [ids.index(job["id"]) for job in page.get_json()["jobs"]]
            path = page.get_json()["next"]
        return found

    at = edge.ask("jobs", "GET", f"/api/jobs/{ids[1]}").get_json()["created_at"]
    there = edge.job(ids[1]).created_at.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert asked("words=night+RED") == [2, 0]
    assert asked("words=night+RED&order=oldest") == [0, 2]
    assert asked("favorite=true") == [2]
    assert asked(f"favorite=true&words=red&model={AN_INPUT['model']}&status=pending&job_type=generate") == [2]
    assert asked("model=no-such-model") == []
    assert asked(f"since={at}") == [3, 2, 1]
    assert asked(f"until={at}") == [0]
    assert asked(f"since={quote(there.isoformat())}&order=oldest") == [1, 2, 3]
    assert asked("words=%3F!") == [3, 2, 1, 0]


def test_a_page_that_ends_with_the_last_job_has_no_next(edge: Edge) -> None:
    edge.order(key="k1")
    edge.order(key="k2")

    assert edge.ask("jobs", "GET", "/api/jobs?limit=2").get_json()["next"] is None


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=1.0",
        "limit=%2010",
        "limit=x",
        "limit=1e1",
        "limit=١",
        "limit=",
        "status=done",
        "status=",
        "job_type=%00",
        "job_type=A",
        "favorite=false",
        "favorite=1",
        "order=up",
        "model=",
        "model=%00",
        "words=" + "a" * 201,
        "since=1763640000",
        "since=2026-11-20",
        "since=2026-11-20T12:00:00",
        "since=2026-11-20T12:00:00+01:00",
        "until=2026-02-30T12:00:00Z",
        "until=0001-01-01T00:00:00%2B14:00",
        "until=9999-12-31T23:59:59-14:00",
        "cursor=x",
        "cursor=e30",
        "cursor=W10",
        "color=red",
        "limit=2&limit=3",
        "cursor=%ff",
        "cursor=" + "a" * 1001,
        "x=" + "y" * 5000,
        "user=bob",
        "account_id=bob",
    ],
)
def test_nonsense_in_a_query_is_400_in_words(edge: Edge, query: str) -> None:
    answer = edge.ask("jobs", "GET", f"/api/jobs?{query}")

    assert answer.status_code == 400
    assert answer.get_json()["detail"]


@pytest.mark.parametrize("wait", ["-1", "61", "1.5", "x", ""])
def test_a_wait_outside_of_a_minute_is_400(edge: Edge, wait: str) -> None:
    job_id = edge.order()["id"]

    assert edge.ask("jobs", "GET", f"/api/jobs/{job_id}?wait={wait}").status_code == 400


def test_a_long_poll_answers_at_once_when_the_job_has_settled(edge: Edge) -> None:
    job_id = edge.order()["id"]
    edge.finish(job_id)

    job = edge.ask("jobs", "GET", f"/api/jobs/{job_id}?wait=60").get_json()

    assert job["status"] == "draft"
    assert job["receipt"] == {"held": 10, "captured": 10, "released": 0}
    assert job["video"]["url"].startswith("https://objects.test/")
    assert set(job["video"]) >= {
        "id",
        "url",
        "poster_url",
        "preview_url",
        "urls_expire_at",
        "width",
        "height",
        "duration_s",
        "fps",
        "size_bytes",
        "codec",
    }
    assert {"publish", "retry", "delete", "video"} <= set(job["_links"])
    assert "cancel" not in job["_links"]


def test_f117_f119_canceling_gives_back_once_and_canceling_again_is_the_same(edge: Edge) -> None:
    job_id = edge.order()["id"]

    first = edge.ask("jobs", "POST", f"/api/jobs/{job_id}/cancel").get_json()
    again = edge.ask("jobs", "POST", f"/api/jobs/{job_id}/cancel", json={}).get_json()

    assert first == again
    assert (first["status"], first["receipt"]["released"]) == ("canceled", 10)


def test_a_finished_job_cannot_be_canceled(edge: Edge) -> None:
    job_id = edge.order()["id"]
    edge.finish(job_id)

    assert edge.ask("jobs", "POST", f"/api/jobs/{job_id}/cancel").get_json()["code"] == "job_not_cancelable"


def test_a_retry_is_a_new_job_that_says_what_it_repeats(edge: Edge) -> None:
    job_id = edge.order()["id"]
    assert edge.ask("jobs", "POST", f"/api/jobs/{job_id}/retry", key="again").status_code == 409
    edge.ask("jobs", "POST", f"/api/jobs/{job_id}/cancel")

    answer = edge.ask("jobs", "POST", f"/api/jobs/{job_id}/retry", key="again")

    assert answer.status_code == 202
    assert answer.get_json()["retried_from"] == job_id != answer.get_json()["id"]
    assert edge.ask("jobs", "POST", f"/api/jobs/{job_id}/retry").status_code == 400


def test_f120_f121_only_a_settled_job_is_deleted_and_then_it_is_gone(edge: Edge) -> None:
    job_id = edge.order()["id"]
    assert edge.ask("jobs", "DELETE", f"/api/jobs/{job_id}").status_code == 409
    edge.finish(job_id)

    answer = edge.ask("jobs", "DELETE", f"/api/jobs/{job_id}")

    assert (answer.status_code, answer.data) == (204, b"")
    assert edge.ask("jobs", "GET", f"/api/jobs/{job_id}").status_code == 404
    assert edge.ask("jobs", "POST", "/api/jobs", key="k1", json=AN_ORDER).status_code == 410


def test_events_come_in_order_and_in_pages(edge: Edge) -> None:
    job_id = edge.order()["id"]
    edge.finish(job_id)

    first = edge.ask("jobs", "GET", f"/api/jobs/{job_id}/events?limit=1").get_json()
    second = edge.ask("jobs", "GET", first["next"]).get_json()

    kinds = [event["kind"] for page in (first, second) for event in page["events"]]
    assert kinds == ["created", "completed"]
    assert first["events"][0]["detail"] == {"held": 10}
    assert second["next"] is None


def test_the_chain_of_a_lone_job_is_one_link(edge: Edge) -> None:
    job_id = edge.order()["id"]

    chain = edge.ask("jobs", "GET", f"/api/jobs/{job_id}/chain").get_json()

    assert (chain["root_job_id"], chain["count"], chain["receipt"]["held"]) == (job_id, 1, 10)
    assert [link["id"] for link in chain["chain"]] == [job_id]


def test_the_first_message_goes_out_after_the_order(edge: Edge) -> None:
    job = edge.order()

    assert [message.job_id for (message,) in edge.queue.seen] == [job["id"]]
