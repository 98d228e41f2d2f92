"""Bodies: what is taken, in which spellings, and what is said of those that are not.

The list of bad ones is in tests/hostile/bad_inputs.
"""

import json

import pytest

from tests.fakes.edge import AN_INPUT, AN_ORDER, Edge

GOOD = json.dumps(AN_ORDER).encode()


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_be_spelled_in_the_usual_ways(edge: Edge, media_type: str) -> None:
    assert (
        edge.ask("jobs", "POST", "/api/jobs", key="k", data=GOOD, content_type=media_type).status_code == 202
    )


@pytest.mark.parametrize("prompt", ["😀 a storm", "عاصفة", "a\tb\r\nc", "\\u0041", "x" * 2000, "𝔘𝔫𝔦"])
def test_any_whole_text_is_a_prompt(edge: Edge, prompt: str) -> None:
    assert edge.order(input={**AN_INPUT, "prompt": prompt})["status"] == "pending"


def test_every_fault_of_a_body_is_listed_with_its_field(edge: Edge) -> None:
    answer = edge.ask("jobs", "POST", "/api/jobs", key="k", json={"input": [], "color": "red"})

    fields = {error["field"] for error in answer.get_json()["errors"]}
    assert fields == {"job_type", "input", "color"}
    assert "red" not in answer.text


def test_a_body_where_none_is_taken_is_refused(edge: Edge) -> None:
    job_id = edge.order()["id"]

    answer = edge.ask("jobs", "POST", f"/api/jobs/{job_id}/cancel", json={"refund": 1000})

    assert answer.status_code == 400
    assert edge.job(job_id).state == "pending"


def test_what_a_customer_sent_never_comes_back_in_a_problem(edge: Edge) -> None:
    canary = "canary-4711"
    bodies = [
        {"input": {**AN_INPUT, "prompt": [canary]}},
        {"price_version": {"v": canary}},
        {"job_type": canary},
    ]

    for body in bodies:
        answer = edge.ask("jobs", "POST", "/api/jobs", key="k", json={**AN_ORDER, **body})
        assert answer.status_code == 400
        assert canary not in answer.text
