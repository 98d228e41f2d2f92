"""Finished videos, a ZIP of them asked for, and its link followed, at an edge in memory."""

from typing import Any

from werkzeug.test import TestResponse

from tests.fakes.edge import Edge

URL = "/api/videos/download"


def finished(edge: Edge, *keys: str, who: str = "alice") -> list[str]:
    """The ids of finished videos."""
    jobs = [edge.order(key=key, who=who)["id"] for key in keys]
    for job_id in jobs:
        edge.finish(job_id)
    return [f"{job_id}-1" for job_id in jobs]


def begun(edge: Edge, ids: list[str]) -> dict[str, Any]:
    answer = edge.ask("videos", "POST", URL, json={"video_ids": ids})
    assert answer.status_code == 201, answer.text
    view = answer.get_json()
    assert view["url"] == f"https://dailies.example{answer.headers['Location']}"
    return dict(view)


def fetch(edge: Edge, view: dict[str, Any], *, method: str = "GET", **headers: str) -> TestResponse:
    """Follow the link as a browser does: without signing in."""
    path = view["url"].removeprefix("https://dailies.example")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return edge.ask("videos", method, path, who=None, headers=named)
