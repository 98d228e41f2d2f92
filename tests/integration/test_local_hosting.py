"""In Firebase Hosting's place: the studio's files, their headers, and what a browser is told."""

from pathlib import Path

import aiohttp
import pytest

from infra.local.hosting import source_of
from tests.integration.front import a_front, a_function
from tests.unit.test_firebase_json import headers as hosted_headers


async def test_the_studio_serves_its_files_and_its_own_routes(tmp_path: Path) -> None:
    studio = tmp_path / "dist"
    (studio / "assets").mkdir(parents=True)
    (studio / "index.html").write_text("the studio")
    (studio / "assets" / "app-1a2b.js").write_text("code")
    (tmp_path / "secret.txt").write_text("secret")
    async with a_front(None, studio=studio) as (client, front, _):
        for path in ("/", "/drafts/123", "/index.html"):
            async with client.get(f"{front}{path}") as answer:
                assert await answer.text() == "the studio"
                assert answer.headers["Cache-Control"] == "no-cache"
        async with client.get(f"{front}/assets/app-1a2b.js") as answer:
            assert "immutable" in answer.headers["Cache-Control"]
        for path in ("/assets/gone.js", "/..%2fsecret.txt", "/%2e%2e/secret.txt"):
            url = aiohttp.client.URL(f"{front}{path}", encoded=True)
            async with client.get(url) as answer:
                assert answer.status == 404


@pytest.mark.parametrize("path", ["/", "/v/1", "/assets/app-1a2b.js", "/assets/gone.js", "/api/nothing"])
async def test_every_answer_has_the_headers_of_firebase_json(path: str, tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("the studio")
    (tmp_path / "assets" / "app-1a2b.js").write_text("code")
    async with (
        a_front(None, studio=tmp_path) as (client, front, _),
        client.get(f"{front}{path}") as answer,
    ):
        found = dict(answer.headers)

    wanted = hosted_headers(path)
    policy = wanted.pop("Content-Security-Policy")
    if answer.status == 404:
        assert "immutable" not in found.get("Cache-Control", "")
        wanted.pop("Cache-Control", None)
    assert {name: found[name] for name in wanted} == wanted
    for google in ("identitytoolkit", "securetoken", "storage", "firestore"):
        assert f"https://{google}.googleapis.com" in policy  # or the replacement below proves nothing
        policy = policy.replace(f"https://{google}.googleapis.com", "http://127.0.0.1:1")
    assert found["Content-Security-Policy"] == policy


async def test_what_a_function_says_itself_is_not_overruled() -> None:
    async with (
        a_function() as server,
        a_front(server.port) as (client, front, _),
        client.get(f"{front}/api/echo/gzip") as answer,
    ):
        assert answer.headers["Referrer-Policy"] == "origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Cache-Control" not in answer.headers


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "elsewhere.example"])
async def test_a_browser_learns_where_to_sign_in_and_to_listen(name: str) -> None:
    async with a_front(None) as (client, front, _):
        port = front.rpartition(":")[2]
        headers = {"Host": f"{name}:{port}"}
        async with client.get(f"{front}/__/firebase/init.json", headers=headers) as answer:
            told = await answer.json()

    assert answer.headers["Cache-Control"] == "no-store"
    assert told["projectId"] == "demo-dailies"
    assert told["storageBucket"] == "demo-dailies-media"
    assert {"apiKey", "authDomain", "appId"} <= set(told)
    ours = f"http://{name}:{port}" if name != "elsewhere.example" else "http://127.0.0.1:1"
    assert told["emulators"] == {"auth": ours, "firestore": "127.0.0.1:1"}


def test_a_pattern_that_nobody_here_understands_is_told() -> None:
    with pytest.raises(ValueError, match="does not understand"):
        source_of("/a?(b)/*.js")


async def test_without_a_studio_the_page_says_where_everything_is() -> None:
    async with a_front(None) as (client, front, _), client.get(f"{front}/any/page") as answer:
        assert "not built" in await answer.text()
