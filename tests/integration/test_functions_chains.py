"""`GET /api/jobs/{id}/chain`: what was made from what, whichever of them is asked, and what each cost."""

from typing import Any

import pytest

from tests.fakes.edge import Edge
from tests.fakes.memory_store import MemoryStore


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


def links_of(chain: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for link in chain for one in (link, *links_of(link["children"]))]


def test_the_chain_of_a_lone_job_is_one_link(edge: Edge) -> None:
    job_id = edge.order()["id"]

    chain = edge.ask("jobs", "GET", f"/api/jobs/{job_id}/chain").get_json()

    assert (chain["root_job_id"], chain["count"], chain["receipt"]["held"]) == (job_id, 1, 10)
    assert [link["id"] for link in chain["chain"]] == [job_id]


def test_f125_a_long_chain_comes_in_pages_that_lose_nothing_and_add_up(edge: Edge) -> None:
    root = edge.order()["id"]
    edge.finish(root)
    made = [root]
    for n in range(4):
        wanted = {"source_job_id": made[n // 2], "prompt": "on", "resolution": "480p"}
        made.append(edge.order(key=f"e{n}", job_type="extend", input=wanted)["id"])
        edge.finish(made[-1])
    whole = edge.ask("jobs", "GET", f"/api/jobs/{made[-1]}/chain").get_json()
    pages = [edge.ask("jobs", "GET", f"/api/jobs/{made[-1]}/chain?limit=2").get_json()]
    while pages[-1]["next"]:
        pages.append(edge.ask("jobs", "GET", pages[-1]["next"]).get_json())

    assert (whole["root_job_id"], whole["count"], whole["next"]) == (root, 5, None)
    assert [page["count"] for page in pages] == [2, 2, 1]
    links = [link for page in pages for link in links_of(page["chain"])]
    assert [link["id"] for link in links] == made
    assert {link["id"]: link["source_job_id"] for link in links} == {
        link["id"]: link["source_job_id"] for link in links_of(whole["chain"])
    }
    assert sum(page["receipt"]["captured"] for page in pages) == whole["receipt"]["captured"] == 10 + 4 * 5
    assert [link["price"] for link in links] == [10, 5, 5, 5, 5]
    assert edge.ask("jobs", "GET", f"/api/jobs/{root}/chain", who="bob").status_code == 404


def test_f125_a_chain_is_shown_although_its_root_or_a_link_was_deleted(edge: Edge) -> None:
    root = edge.order()["id"]
    edge.finish(root)
    wanted = {"source_job_id": root, "target_resolution": "4k"}
    child = edge.order(key="u", job_type="upscale", input=wanted)["id"]
    edge.finish(child, width=3840, height=2160)
    assert edge.ask("jobs", "DELETE", f"/api/jobs/{root}").status_code == 204

    chain = edge.ask("jobs", "GET", f"/api/jobs/{child}/chain").get_json()

    assert chain["root_job_id"] == root
    assert [(link["id"], link["source_job_id"]) for link in chain["chain"]] == [(child, root)]
    assert edge.ask("jobs", "GET", f"/api/jobs/{root}/chain").status_code == 404


def test_a_strip_of_thumbnails_is_one_request_and_one_read_of_videos(edge: Edge) -> None:
    root = edge.order()
    edge.finish(root["id"])
    wanted = {"source_job_id": root["id"], "prompt": "on", "resolution": "480p"}
    made = edge.order(key="e", job_type="extend", input=wanted)["id"]
    edge.finish(made)
    waiting = edge.order(key="w", job_type="extend", input=wanted)["id"]
    edge.store.reads = 0

    links = {
        link["id"]: link
        for link in links_of(edge.ask("jobs", "GET", f"/api/jobs/{made}/chain").get_json()["chain"])
    }

    assert edge.store.reads == 1 + 3 + 3 + 2  # the job asked for; creations, jobs and videos of the chain
    for job_id in (root["id"], made):
        view = edge.ask("jobs", "GET", f"/api/jobs/{job_id}").get_json()
        for name in ("prompt", "model", "status", "price"):
            assert links[job_id][name] == view[name]
        for name in ("width", "height", "duration_s"):
            assert links[job_id][name] == view["video"][name]
        shown, known = links[job_id]["poster_url"], view["video"]["poster_url"]
        assert shown.partition("?")[0] == known.partition("?")[0]
        assert links[job_id]["urls_expire_at"] > view["created_at"]
    unknown = ("poster_url", "urls_expire_at", "width", "height", "duration_s")
    assert {name: links[waiting][name] for name in unknown} == dict.fromkeys(unknown)


class Forgetful(MemoryStore):
    """Somebody else deletes a person's jobs just before they are listed."""

    def find(self, query: Any) -> list[Any]:
        return []


def test_f125_a_chain_whose_jobs_are_deleted_just_now_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    edge = Edge(monkeypatch, store=Forgetful())
    job_id = edge.order()["id"]

    answer = edge.ask("jobs", "GET", f"/api/jobs/{job_id}/chain")

    assert answer.status_code == 200, answer.text
    assert (answer.get_json()["count"], answer.get_json()["chain"]) == (0, [])
