"""Whoever asks too often gets 429 with Retry-After, on every route, before anything is read or paid."""

import json
from typing import Any

import pytest

from functions.document import ROUTERS
from tests.fakes.edge import AN_ORDER, Edge

ROUTES = [(router.function, route) for router in ROUTERS for route in router.routes]
NAMES = [f"{route.method} {route.path}" for _, route in ROUTES]
IDS = {"job_id": "a" * 26, "video_id": "a" * 26 + "-1", "upload_id": "up", "ticket": "0" * 32}


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


def hurry(edge: Edge, **limits: int) -> None:
    edge.settings = edge.settings.model_copy(update=limits)


def ask(
    edge: Edge, function: str, route: Any, *, who: str | None = "alice", address: str = "192.0.2.1"
) -> Any:
    return edge.ask(
        function,
        route.method,
        route.path.format(**IDS),
        who=who,
        key="k1",
        headers={"X-Forwarded-For": address},
        json=AN_ORDER if route.body is not bytes and route.method == "POST" else None,
    )


def is_refused(answer: Any, whose: str) -> bool:
    if answer.status_code != 429:
        return False
    told = json.loads(answer.text)
    assert answer.content_type == "application/problem+json"
    assert told["code"] == "rate_limited"
    assert whose in told["detail"]
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    return True


@pytest.mark.parametrize(("function", "route"), ROUTES, ids=NAMES)
def test_one_address_is_limited_on_every_route_signed_in_or_not(
    edge: Edge, function: str, route: Any
) -> None:
    hurry(edge, address_requests_per_minute=3)

    first = ask(edge, function, route, who="mallory-is-not")
    second = ask(edge, function, route)
    elsewhere = ask(edge, function, route, address="198.51.100.1")

    assert first.status_code != 429
    assert is_refused(second, "network address")
    assert elsewhere.status_code != 429


@pytest.mark.parametrize(("function", "route"), ROUTES, ids=NAMES)
def test_one_account_is_limited_on_every_route_that_it_signs_in_to(
    edge: Edge, function: str, route: Any
) -> None:
    hurry(edge, requests_per_minute=3)

    ask(edge, function, route)
    again = ask(edge, function, route, address="198.51.100.1")
    other = ask(edge, function, route, who="bob")

    assert is_refused(again, "account") == route.signed_in
    assert other.status_code != 429


def test_an_invented_forwarded_address_does_not_help(edge: Edge) -> None:
    hurry(edge, address_requests_per_minute=3)
    answers = [
        edge.ask("credits", "GET", "/api/models", headers={"X-Forwarded-For": f"6.6.6.{n}, 192.0.2.1"})
        for n in range(3)
    ]

    assert [answer.status_code for answer in answers] == [200, 429, 429]


def test_a_refused_order_costs_nothing_and_a_page_may_read_why(edge: Edge) -> None:
    hurry(edge, requests_per_minute=3)
    edge.order(key="k1")
    origin = {"Origin": "https://studio.example"}
    before = dict(edge.store.documents)

    refused = edge.ask("jobs", "POST", "/api/jobs", key="k2", json=AN_ORDER, headers=origin)

    assert is_refused(refused, "account")
    assert refused.headers["Access-Control-Allow-Origin"] == "https://studio.example"
    assert "Retry-After" in refused.headers["Access-Control-Expose-Headers"]
    assert edge.store.documents == before


def test_a_browsers_question_before_its_request_is_never_refused(edge: Edge) -> None:
    hurry(edge, address_requests_per_minute=3)
    asked = {"Origin": "https://studio.example", "Access-Control-Request-Method": "POST"}

    answers = [edge.ask("jobs", "OPTIONS", "/api/jobs", headers=asked).status_code for _ in range(5)]

    assert answers == [204] * 5
