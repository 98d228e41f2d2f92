"""`firebase.json` sends every path to the function that `infra/functions.toml` names, and answers safely."""

import json
from typing import Any

import pytest

from infra.local.function_table import read_table
from infra.local.layout import LOCATION, ROOT
from tests.needs import needs

TABLE = read_table(ROOT / "infra" / "functions.toml")
CONFIG: dict[str, Any] = json.loads((ROOT / "firebase.json").read_text())
HOSTING = CONFIG["hosting"]

AND_BELOW = "{,/**}"
THE_STUDIOS_OWN = "!/@(api|assets)/**"
FOR_THE_POPUP = {("script-src", "https://apis.google.com"), ("frame-src", "https://*.firebaseapp.com")}
RECAPTCHA = "https://www.google.com/recaptcha/"
FOR_APP_CHECK = {
    # Of scripts there only this one: others under that path could be made to run what a stranger wrote.
    ("script-src", f"{RECAPTCHA}enterprise.js"),
    ("script-src", "https://www.gstatic.com/recaptcha/"),
    ("frame-src", RECAPTCHA),
    ("frame-src", "https://recaptcha.google.com/recaptcha/"),
    ("connect-src", RECAPTCHA),
}
APP_CHECK_SDK = ROOT / "web/node_modules/@firebase/app-check/dist/esm/index.esm.js"
ROUTES = {route: function.name for function in TABLE.triggered_by("http") for route in function.routes}


def matches(path: str, source: str) -> bool:
    """Understand the few patterns that `firebase.json` uses."""
    if source == "**":
        return True
    if source == THE_STUDIOS_OWN:
        return not path.startswith(("/api/", "/assets/"))
    prefix = source.removesuffix(AND_BELOW if source.endswith(AND_BELOW) else "/**")
    assert not set(prefix) & set("*{}!@()"), f"the test does not understand {source}"
    return path.startswith(f"{prefix}/") or (path == prefix and source.endswith(AND_BELOW))


def served_by(path: str) -> str | None:
    """Return the service or file of the first rewrite that matches: the first one wins."""
    for rewrite in HOSTING["rewrites"]:
        if matches(path, rewrite["source"]):
            return str(rewrite["run"]["serviceId"] if "run" in rewrite else rewrite["destination"])
    return None


def headers(path: str) -> dict[str, str]:
    """Return what is added to an answer: of two rules for the same header, the last one wins."""
    matching = (rule for rule in HOSTING["headers"] if matches(path, rule["source"]))
    return {header["key"]: header["value"] for rule in matching for header in rule["headers"]}


def service(function_name: str) -> str:
    """Name the Cloud Run service that a function becomes."""
    return function_name.replace("_", "-")


def test_every_route_has_one_rewrite_and_the_longest_come_first() -> None:
    sources = [rewrite["source"] for rewrite in HOSTING["rewrites"] if "run" in rewrite]

    assert sources == [
        f"{route}{AND_BELOW}" for route in sorted(ROUTES, key=lambda route: (-len(route), route))
    ]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("below", ["", "/x", "/x/y.json"])
def test_hosting_and_the_local_gateway_agree(route: str, below: str) -> None:
    function = TABLE.serving(f"{route}{below}")

    assert function is not None
    assert served_by(f"{route}{below}") == service(function.name)


@pytest.mark.parametrize("path", ["/api/nothing", "/api/jobsx", "/assets/gone-1a2b.js"])
def test_what_does_not_exist_is_not_the_studio(path: str) -> None:
    assert TABLE.serving(path) is None
    assert served_by(path) is None


@pytest.mark.parametrize("path", ["/", "/v/abc", "/feed", "/apidocs"])
def test_the_studios_pages_are_one_file(path: str) -> None:
    assert served_by(path) == "/index.html"


def test_only_functions_that_answer_http_can_be_reached() -> None:
    reached = {rewrite["run"]["serviceId"] for rewrite in HOSTING["rewrites"] if "run" in rewrite}

    assert reached == {service(name) for name in ROUTES.values()}


def test_everything_is_in_one_region() -> None:
    assert {rewrite["run"]["region"] for rewrite in HOSTING["rewrites"] if "run" in rewrite} == {LOCATION}


def test_the_files_it_names_are_there() -> None:
    assert all((ROOT / name).is_file() for name in CONFIG["firestore"].values())
    assert HOSTING["public"] == "web/dist"


@pytest.mark.parametrize("path", ["/", "/v/abc", "/assets/app-1a2b.js", "/api/jobs"])
def test_every_answer_is_guarded(path: str) -> None:
    found = headers(path)

    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Referrer-Policy"] == "no-referrer"  # an address may hold what a signed link is worth
    assert int(found["Strict-Transport-Security"].removeprefix("max-age=")) >= 365 * 24 * 3600


def policy() -> dict[str, list[str]]:
    directives = headers("/")["Content-Security-Policy"].split("; ")
    return {name: sources for name, *sources in map(str.split, directives)}


def test_scripts_come_from_here_alone() -> None:
    others = {source for name, source in FOR_THE_POPUP | FOR_APP_CHECK if name == "script-src"}
    assert set(policy()["script-src"]) == {"'self'", *others}
    assert policy()["default-src"] == ["'self'"]
    assert policy()["object-src"] == policy()["base-uri"] == policy()["frame-ancestors"] == ["'none'"]


def test_a_page_talks_to_nobody_but_the_api_and_google() -> None:
    for name, sources in policy().items():
        for source in sources:
            if (name, source) in FOR_THE_POPUP | FOR_APP_CHECK:
                continue
            assert source.startswith(("'", "data:", "blob:")) or source.endswith(".googleapis.com"), source
            assert "*" not in source


def test_app_check_reaches_what_it_needs_and_no_more() -> None:
    found = {(name, source) for name, sources in policy().items() for source in sources}
    assert found >= FOR_APP_CHECK
    assert ("connect-src", "https://content-firebaseappcheck.googleapis.com") in found

    needs(APP_CHECK_SDK.exists(), "the studio's libraries are needed: make setup")
    sdk = APP_CHECK_SDK.read_text("utf-8")
    assert f"RECAPTCHA_ENTERPRISE_URL = '{RECAPTCHA}enterprise.js'" in sdk
    assert "BASE_ENDPOINT = 'https://content-firebaseappcheck.googleapis.com/v1'" in sdk


def test_the_popup_for_google_sign_in_can_answer_the_page() -> None:
    assert "https://*.firebaseapp.com" in policy()["frame-src"]  # where its answer arrives
    assert headers("/signin")["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"


def test_no_script_stands_in_a_page_itself() -> None:
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & set(policy()["script-src"])


def test_only_names_with_a_hash_are_kept_for_ever() -> None:
    assert headers("/assets/app-1a2b.js")["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers("/")["Cache-Control"] == headers("/index.html")["Cache-Control"] == "no-cache"


def test_the_api_says_itself_what_may_be_kept() -> None:
    assert all("Cache-Control" not in headers(f"{route}/x") for route in ROUTES)
