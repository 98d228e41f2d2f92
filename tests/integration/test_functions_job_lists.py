"""`GET /api/jobs`: the jobs that were asked for, in pages that lose none."""

from datetime import timedelta, timezone
from urllib.parse import quote

import pytest

from tests.fakes.edge import AN_INPUT, Edge


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


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
