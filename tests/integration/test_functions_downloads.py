"""Chosen videos in one ZIP, through the function `videos`: whole, in parts, and when it cannot be had."""

import io
import json
import zipfile
from typing import Any

import pytest

from functions.site import site
from shared.errors import TransientError
from shared.http.content import BrokenOff
from tests.fakes.edge import Edge, lines
from tests.integration.downloading import URL, begun, fetch, finished


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


def test_a_link_that_needs_no_sign_in_brings_the_zip_that_was_announced(edge: Edge) -> None:
    ids = finished(edge, "a", "b")
    view = begun(edge, ids)
    answer = fetch(edge, view)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert int(answer.headers["Content-Length"]) == len(answer.data) == view["size_bytes"]
    assert answer.headers["ETag"] == view["etag"]
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert 'filename="dailies 2 videos.zip"' in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as found:
        assert found.testzip() is None
        assert [row["id"] for row in json.loads(found.read("manifest.json"))["videos"]] == ids
    assert (view["videos"], view["file_name"]) == (2, "dailies 2 videos.zip")
    assert view["expires_at"].startswith("2026-11-20T18:0")


def test_head_tells_all_and_reads_nothing(edge: Edge) -> None:
    view = begun(edge, finished(edge, "a"))
    answer = fetch(edge, view, method="HEAD", Range="bytes=5-")

    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) == view["size_bytes"]
    assert answer.headers["ETag"] == view["etag"]
    assert edge.objects.read_bytes == 0


def test_a_list_of_which_something_was_deleted_is_a_410_and_no_smaller_zip(edge: Edge) -> None:
    ids = finished(edge, "a", "b")
    view = begun(edge, ids)
    assert edge.ask("jobs", "DELETE", f"/api/jobs/{ids[0][:26]}").status_code == 204

    for method in ("GET", "HEAD"):
        assert fetch(edge, view, method=method).status_code == 410
    assert fetch(edge, view).get_json()["detail"].startswith("A video of this ZIP was deleted.")


@pytest.mark.parametrize("ticket", ["f" * 32, "f" * 31, "F" * 32, "x", "f" * 32 + "%0a", "..%2fx", "f" * 33])
def test_a_ticket_that_nobody_was_given_is_a_404(edge: Edge, ticket: str) -> None:
    answer = edge.ask("videos", "GET", f"{URL}/{ticket}", who=None)

    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"video_ids": []},
        {"video_ids": None},
        {"video_ids": "a" * 26 + "-1"},
        {"video_ids": [None]},
        {"video_ids": [["a" * 26 + "-1"]]},
        {"video_ids": ["../../etc/passwd"]},
        {"video_ids": ["A" * 26 + "-1"]},
        {"video_ids": ["a" * 26 + "-1", "a" * 26 + "-1"]},
        {"video_ids": [f"{'a' * 26}-{n}" for n in range(101)]},
        {"video_ids": ["a" * 26 + "-1"], "folder_name": "../x"},
    ],
)
def test_a_list_that_cannot_be_is_refused_before_anything_is_read(edge: Edge, body: dict[str, Any]) -> None:
    answer = edge.ask("videos", "POST", URL, json=body)

    assert answer.status_code == 400
    assert answer.get_json()["errors"]
    assert edge.store.reads == 0


def test_a_foreign_and_a_missing_video_are_the_same_404(edge: Edge) -> None:
    (mine,), (bobs,) = finished(edge, "a"), finished(edge, "b", who="bob")
    answers = [
        edge.ask("videos", "POST", URL, json={"video_ids": ids}).get_json()
        for ids in ([bobs], ["a" * 26 + "-1"], [mine, bobs], [mine, "a" * 26 + "-1"])
    ]

    assert {(answer["status"], answer["detail"]) for answer in answers} == {(404, answers[0]["detail"])}
    assert edge.ask("videos", "POST", URL, json={"video_ids": [mine]}, who=None).status_code == 401


def test_storage_that_is_down_when_somebody_asks_is_a_503(edge: Edge) -> None:
    view = begun(edge, finished(edge, "a"))
    edge.objects.down = True

    assert fetch(edge, view).status_code == 503
    assert fetch(edge, view, method="HEAD").status_code == 200


def test_storage_that_breaks_off_breaks_the_answer_off(
    edge: Edge, capsys: pytest.CaptureFixture[str]
) -> None:
    view = begun(edge, finished(edge, "a", "b"))
    edge.objects.piece_bytes = 50
    edge.objects.breaks_after = 3
    path = view["url"].removeprefix("https://dailies.example")

    came: list[bytes] = []
    answer = edge.client("videos").get(path, buffered=False)
    assert answer.status_code == 200
    with pytest.raises(BrokenOff):
        came.extend(answer.iter_encoded())
    assert 0 < sum(map(len, came)) < view["size_bytes"] == int(answer.headers["Content-Length"])
    (line,) = [line for line in lines(capsys.readouterr().out) if line["event"] == "answer.broke"]
    assert line["error_class"] == TransientError.__name__
    assert path.rpartition("/")[2] not in json.dumps(line)


def test_cloud_run_is_not_told_a_length_that_it_would_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edge = Edge(monkeypatch)
    edge.settings = edge.settings.model_copy(update={"k_service": "videos"})
    monkeypatch.setattr("shared.config.CLOUD_RUN_DECLARED_MAX_BYTES", 500)
    site.cache_clear()
    view = begun(edge, finished(edge, "a", "b"))

    answer, part = fetch(edge, view), fetch(edge, view, Range="bytes=0-499")
    assert view["size_bytes"] > 500
    assert "Content-Length" not in answer.headers
    assert len(answer.data) == view["size_bytes"]
    assert part.headers["Content-Length"] == "500"
    assert part.headers["Content-Range"] == f"bytes 0-499/{view['size_bytes']}"


def test_the_link_leads_to_the_function_itself_where_hosting_would_cut_it_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edge = Edge(monkeypatch)
    edge.settings = edge.settings.model_copy(update={"videos_url": "https://videos.run.example"})
    ids = finished(edge, "a")

    view = edge.ask("videos", "POST", URL, json={"video_ids": ids}).get_json()
    assert view["url"].startswith("https://videos.run.example/api/videos/download/")
