"""The function `videos`: one video, and the pictures that people send."""

from datetime import timedelta
from typing import get_args

import pytest

from shared.http.schemas.uploads import ContentType
from shared.media.picture import CONTENT_TYPES
from shared.storage.base import LINK_TTL_S
from shared.store import documents
from tests.fakes.edge import AN_INPUT, AN_ORDER, Edge


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


def test_a_video_has_its_measures_and_fresh_links(edge: Edge) -> None:
    job_id = edge.order()["id"]
    edge.finish(job_id)

    video = edge.ask("videos", "GET", f"/api/videos/{job_id}-1").get_json()

    assert (video["width"], video["height"], video["codec"], video["size_bytes"]) == (1280, 720, "h264", 1234)
    assert video["urls_expire_at"].startswith("2026-11-20T13:0")


def test_missing_foreign_and_malformed_videos_get_the_same_404(edge: Edge) -> None:
    job_id = edge.order(who="bob")["id"]
    edge.finish(job_id)

    answers = [
        edge.ask("videos", "GET", f"/api/videos/{one}").get_json()
        for one in (f"{job_id}-1", "a" * 26 + "-1", "x", "../x", f"{job_id}-1-1")
    ]

    assert {(answer["status"], answer["code"]) for answer in answers} == {(404, "not_found")}
    assert len({answers[n]["detail"] for n in (0, 1, 2, 4)}) == 1


def test_an_upload_begins_with_a_signed_address_and_is_ready_when_looked_at(edge: Edge) -> None:
    begun = edge.ask("videos", "POST", "/api/uploads", json={"content_type": "image/png", "size_bytes": 5})

    assert begun.status_code == 201
    upload = begun.get_json()
    assert begun.headers["Location"] == f"/api/uploads/{upload['id']}"
    assert upload["state"] == "waiting"
    too_early = edge.ask("videos", "GET", begun.headers["Location"])
    assert (too_early.status_code, too_early.get_json()["state"]) == (200, "waiting")
    assert edge.objects.receive(upload["url"], b"12345", upload["headers"]) == 200
    ready = edge.ask("videos", "GET", begun.headers["Location"]).get_json()
    assert (ready["state"], ready["width"], ready["height"], ready["url"]) == ("ready", 640, 480, None)
    assert edge.ask("videos", "GET", begun.headers["Location"], who="bob").status_code == 404


def a_picture(edge: Edge, *, who: str = "alice", sent: bool = True) -> str:
    body = {"content_type": "image/png", "size_bytes": 5}
    upload = edge.ask("videos", "POST", "/api/uploads", who=who, json=body).get_json()
    if sent:
        assert edge.objects.receive(upload["url"], b"12345", upload["headers"]) == 200
        edge.ask("videos", "GET", f"/api/uploads/{upload['id']}", who=who)
    return str(upload["id"])


def test_pictures_that_can_be_used_are_listed_with_links_to_see_them(edge: Edge) -> None:
    mine = [a_picture(edge) for _ in range(3)]
    a_picture(edge, sent=False)
    a_picture(edge, who="bob")

    page = edge.ask("videos", "GET", "/api/uploads?limit=2").get_json()
    rest = edge.ask("videos", "GET", page["next"]).get_json()

    found = page["uploads"] + rest["uploads"]
    assert [upload["id"] for upload in found] == mine[::-1]
    assert rest["next"] is None
    assert all(edge.objects.serve(upload["view_url"])[0] == 200 for upload in found)
    assert {(upload["state"], upload["url"], upload["headers"]) for upload in found} == {
        ("ready", None, None)
    }
    assert all(upload["urls_expire_at"] > upload["created_at"] for upload in found)
    one = edge.ask("videos", "GET", f"/api/uploads/{mine[0]}").get_json()
    assert one == found[-1]


def test_a_link_to_a_picture_is_signed_anew_before_it_ends(edge: Edge) -> None:
    upload = edge.store.get(documents.upload(a_picture(edge)))
    assert upload is not None
    first = edge.pictures.link(upload)
    assert edge.pictures.link(upload) == first

    edge.clock.at += timedelta(seconds=LINK_TTL_S / 2 + 60)

    assert first is not None
    again = edge.pictures.link(upload)
    assert again is not None
    assert again[1] > first[1]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content_type": "image/png"},
        {"content_type": "image/png", "size_bytes": 0},
        {"content_type": "image/png", "size_bytes": -1},
        {"content_type": "image/png", "size_bytes": 5.0},
        {"content_type": "image/png", "size_bytes": "5"},
        {"content_type": "image/png", "size_bytes": True},
        {"content_type": "image/png", "size_bytes": 10**9},
        {"content_type": "image/svg+xml", "size_bytes": 5},
        {"content_type": "text/html", "size_bytes": 5},
        {"content_type": None, "size_bytes": 5},
        {"content_type": "image/png", "size_bytes": 5, "name": "../../x"},
    ],
)
def test_a_picture_that_cannot_be_taken_is_refused_before_it_is_sent(
    edge: Edge, body: dict[str, object]
) -> None:
    answer = edge.ask("videos", "POST", "/api/uploads", json=body)

    assert answer.status_code == 400
    assert answer.get_json()["errors"]
    assert edge.store.documents == {}


def test_the_api_takes_the_pictures_that_the_service_takes() -> None:
    assert set(get_args(ContentType)) == set(CONTENT_TYPES)


def test_an_order_may_use_an_upload_and_not_somebody_elses(edge: Edge) -> None:
    body = {"content_type": "image/png", "size_bytes": 5}
    upload = edge.ask("videos", "POST", "/api/uploads", json=body).get_json()
    edge.objects.receive(upload["url"], b"12345", upload["headers"])
    order = {**AN_ORDER, "input": {**AN_INPUT, "image": {"upload_id": upload["id"]}}}

    assert edge.ask("jobs", "POST", "/api/jobs", key="k", json=order, who="bob").status_code == 404
    assert edge.ask("jobs", "POST", "/api/jobs", key="k", json=order).status_code == 202
