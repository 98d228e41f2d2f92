"""Addresses and methods: every route x every method, unknown addresses, preflights, headers."""

import pytest

from functions.document import ROUTERS
from shared.http.route import Route
from tests.fakes.edge import ORIGIN, Edge

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
ROUTES = [(router.function, route) for router in ROUTERS for route in router.routes]
PATHS = sorted({(function, route.path) for function, route in ROUTES})
PARTS = {"job_id": "a" * 26, "video_id": "a" * 26 + "-1", "upload_id": "u1", "ticket": "0" * 32}


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


def declared(path: str) -> set[str]:
    methods = {route.method for _, route in ROUTES if route.path == path}
    return methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())


@pytest.mark.parametrize(("function", "path"), PATHS)
def test_every_wrong_method_is_405_and_says_which_are_right(edge: Edge, function: str, path: str) -> None:
    for method in set(METHODS) - declared(path):
        answer = edge.ask(function, method, path.format(**PARTS), who=None)

        assert answer.status_code == 405, method
        assert set(answer.headers["Allow"].split(", ")) == declared(path)
        if method != "HEAD":
            assert answer.get_json()["code"] == "method_not_allowed"
            assert "Use " in answer.get_json()["detail"]


@pytest.mark.parametrize(("function", "path"), PATHS)
def test_options_says_what_an_address_takes_without_a_sign_in(edge: Edge, function: str, path: str) -> None:
    answer = edge.ask(function, "OPTIONS", path.format(**PARTS), who=None)

    assert (answer.status_code, answer.data) == (204, b"")
    assert set(answer.headers["Allow"].split(", ")) == declared(path)


@pytest.mark.parametrize(
    ("function", "route"), ROUTES, ids=lambda part: part.name if isinstance(part, Route) else part
)
def test_every_route_that_needs_a_sign_in_refuses_nobody(edge: Edge, function: str, route: Route) -> None:
    answer = edge.ask(function, route.method, route.path.format(**PARTS), who=None)

    if route.signed_in:
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    else:
        assert answer.status_code in ((404,) if "ticket" in route.parts else (200, 204))


@pytest.mark.parametrize(
    ("function", "route"), ROUTES, ids=lambda part: part.name if isinstance(part, Route) else part
)
def test_every_route_is_503_while_sign_in_cannot_be_checked(edge: Edge, function: str, route: Route) -> None:
    edge.people.down = True

    answer = edge.ask(function, route.method, route.path.format(**PARTS))

    if route.signed_in:
        assert answer.status_code == 503
    else:
        assert answer.status_code in ((404,) if "ticket" in route.parts else (200, 204))


@pytest.mark.parametrize("function", sorted({function for function, _ in ROUTES}))
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api",
        "/api/",
        "/api/nothing",
        "/API/jobs",
        "//api/jobs",
        "/api//jobs",
        "/api/jobs/",
        "/api/jobs/a/b/c",
        "/api/../secret",
        "/api/jobs%2f",
        "/%00",
        "/.env",
        "/api/credits/ledger/x",
        "/admin",
        "/api/videos",
    ],
)
def test_an_unknown_address_is_a_404_problem(edge: Edge, function: str, path: str) -> None:
    answer = edge.ask(function, "GET", path)

    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert "/api/openapi.json" in answer.get_json()["detail"]


@pytest.mark.parametrize("function", sorted({function for function, _ in ROUTES}))
def test_what_the_framework_refuses_before_us_is_a_problem_too(edge: Edge, function: str) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "traceparent": f"00-{trace}-00f067aa0ba902b7-01",
    }

    broken = edge.ask(function, "GET", "/api/jobs/a%0ab", headers=upgrade)
    favicon = edge.ask(function, "GET", "/favicon.ico")
    websocket = edge.ask(function, "GET", "/api/credits", headers=upgrade)

    assert (broken.status_code, favicon.status_code, websocket.status_code) == (404, 404, 400)
    for answer in (broken, favicon, websocket):
        assert answer.content_type == "application/problem+json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert broken.get_json()["trace_id"] == trace


def test_head_is_get_without_the_body(edge: Edge) -> None:
    got, head = (edge.ask("credits", method, "/api/credits") for method in ("GET", "HEAD"))

    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(got.data))


def test_a_page_of_ours_may_ask_and_no_other(edge: Edge) -> None:
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}

    ours = edge.ask("jobs", "OPTIONS", "/api/jobs", who=None, headers={"Origin": ORIGIN, **wanted})

    assert ours.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "POST" in ours.headers["Access-Control-Allow-Methods"]
    assert "Idempotency-Key" in ours.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in ours.headers
    assert "Origin" in ours.headers["Vary"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://studio.example",
        "https://studio.example.evil.example",
        "https://studio.example:444",
        "https://STUDIO.example",
        "https://evil.example/https://studio.example",
        "https://studio.example/",
        "*",
        "",
    ],
)
def test_no_other_origin_is_let_in(edge: Edge, origin: str) -> None:
    for method in ("OPTIONS", "GET"):
        answer = edge.ask(
            "jobs", method, "/api/jobs", headers={"Origin": origin, "Access-Control-Request-Method": "GET"}
        )

        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Origin" in answer.headers["Vary"]


def test_a_page_of_ours_can_read_problems_too(edge: Edge) -> None:
    answer = edge.ask("jobs", "GET", "/api/jobs", who=None, headers={"Origin": ORIGIN})

    assert answer.status_code == 401
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]


def test_private_answers_are_not_kept_and_public_ones_can_be_asked_for_again(edge: Edge) -> None:
    private = edge.ask("credits", "GET", "/api/credits")
    public = edge.ask("credits", "GET", "/api/models", who=None)

    assert private.headers["Cache-Control"] == "no-store"
    assert public.headers["Cache-Control"].startswith("public")
    same = edge.ask(
        "credits", "GET", "/api/models", who=None, headers={"If-None-Match": public.headers["ETag"]}
    )
    assert (same.status_code, same.data) == (304, b"")
    other = edge.ask("credits", "GET", "/api/models", who=None, headers={"If-Match": '"another"'})
    assert (other.status_code, other.data) == (200, public.data)
    for answer in (private, public, same):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_trace_of_the_request_is_in_its_problem(edge: Edge) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    for headers in (
        {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"},
        {"X-Cloud-Trace-Context": f"{trace}/1;o=1"},
    ):
        assert edge.ask("jobs", "GET", "/api/nothing", headers=headers).get_json()["trace_id"] == trace


def test_an_unforeseen_error_is_logged_and_not_shown(
    edge: Edge, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("secret-canary")

    monkeypatch.setattr(edge.credits, "account", broken)

    answer = edge.ask("credits", "GET", "/api/credits")

    said = capsys.readouterr().out
    assert answer.status_code == 500
    assert answer.get_json()["code"] == "internal"
    assert "canary" not in answer.text + said
    assert '"error_class": "KeyError"' in said
    assert answer.get_json()["trace_id"] in said
