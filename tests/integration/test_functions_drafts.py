"""The function `drafts`: what was made, publishing, and the feed."""

import pytest

from tests.fakes.edge import Edge


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


def a_draft(edge: Edge, key: str = "k1", who: str = "alice") -> str:
    job_id = str(edge.order(key=key, who=who)["id"])
    edge.finish(job_id)
    return job_id


def test_every_attempt_is_listed_from_the_moment_it_was_sent(edge: Edge) -> None:
    ready = a_draft(edge)
    waiting = edge.order(key="k2")["id"]

    drafts = edge.ask("drafts", "GET", "/api/drafts").get_json()["drafts"]

    assert {(draft["id"], draft["status"]) for draft in drafts} == {(ready, "draft"), (waiting, "pending")}


def test_the_latest_change_comes_first_and_pages_lead_through_all(edge: Edge) -> None:
    first, second, third = (edge.order(key=f"k{n}")["id"] for n in range(3))
    edge.finish(first)

    page = edge.ask("drafts", "GET", "/api/drafts?limit=2").get_json()
    rest = edge.ask("drafts", "GET", page["next"]).get_json()

    assert [draft["id"] for draft in page["drafts"] + rest["drafts"]] == [first, third, second]
    assert rest["next"] is None


def test_a_published_video_is_in_the_feed_for_everybody_and_can_be_taken_back(edge: Edge) -> None:
    job_id = a_draft(edge)

    published = edge.ask("drafts", "POST", f"/api/drafts/{job_id}/publish")
    again = edge.ask("drafts", "POST", f"/api/drafts/{job_id}/publish")
    feed = edge.ask("drafts", "GET", "/api/feed", who=None).get_json()

    assert published.get_json()["status"] == again.get_json()["status"] == "published"
    assert "unpublish" in published.get_json()["_links"]
    assert [item["id"] for item in feed["items"]] == [f"{job_id}-1"]
    assert feed["items"][0]["url"].startswith("https://objects.test/")
    assert not {"account_id", "owner"} & set(feed["items"][0])
    taken_back = edge.ask("drafts", "POST", f"/api/drafts/{job_id}/unpublish").get_json()
    assert taken_back["status"] == "draft"
    assert edge.ask("drafts", "GET", "/api/feed", who=None).get_json() == {"items": [], "next": None}


def test_the_feed_leads_through_all_pages(edge: Edge) -> None:
    ids = [a_draft(edge, key=f"k{n}") for n in range(3)]
    for job_id in ids:
        edge.ask("drafts", "POST", f"/api/drafts/{job_id}/publish")

    page = edge.ask("drafts", "GET", "/api/feed?limit=2", who=None).get_json()
    rest = edge.ask("drafts", "GET", page["next"], who=None).get_json()

    assert [item["id"] for item in page["items"] + rest["items"]] == [f"{job_id}-1" for job_id in ids[::-1]]


def test_what_is_not_finished_cannot_be_published(edge: Edge) -> None:
    job_id = edge.order()["id"]

    answer = edge.ask("drafts", "POST", f"/api/drafts/{job_id}/publish")

    assert (answer.status_code, answer.get_json()["code"]) == (409, "job_not_publishable")


def test_somebody_elses_video_cannot_be_published(edge: Edge) -> None:
    job_id = a_draft(edge, who="bob")

    assert edge.ask("drafts", "POST", f"/api/drafts/{job_id}/publish").status_code == 404
    assert edge.ask("drafts", "POST", f"/api/drafts/{job_id}/unpublish").status_code == 404
