"""`/api/jobs/{id}`: one job, looked at, waited for, changed, canceled, retried and deleted."""

import pytest

from tests.fakes.edge import AN_ORDER, Edge

NOBODYS = "a" * 26


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


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
