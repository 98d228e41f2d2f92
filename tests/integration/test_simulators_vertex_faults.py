import hashlib
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.integration.simulator_process import (
    client_of,
    records_of,
    started,
    until,
)
from tests.integration.vertex_calls import SPEED, done, fetch, path_of, submit


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A simulator without storage: results are inline."""
    with started("vertex", tmp_path_factory.getbasetemp() / "films", "--speed", SPEED) as (address, _):
        yield address


@pytest.mark.parametrize(
    ("directive", "statuses"),
    [
        ("[429:2]", [(429, "1"), (429, None), (200, None)]),
        ("[fail:transient:1]", [(503, None), (200, None)]),
        ("[busy]", [(503, None), (200, None)]),
        ("[fail:input]", [(400, None), (400, None)]),
        ("[fail:policy:submit]", [(400, None)]),
        ("[auth]", [(401, None)]),
        ("[broke]", [(403, None), (429, None)]),
    ],
)
async def test_a_refused_submit_begins_nothing(
    base: str, directive: str, statuses: list[tuple[int, str | None]]
) -> None:
    prompt = f"[hang] {directive}"
    async with client_of(base) as client:
        answers = [await submit(client, prompt) for _ in statuses]
        accepted = [
            record["accepted"]
            for record in await records_of(client, path_of())
            if record["prompt_hash"] == hashlib.sha256(prompt.encode()).hexdigest()
        ]

    assert [(a.status_code, a.headers.get("Retry-After")) for a in answers] == statuses
    assert [bool(job) for job in accepted] == [status == 200 for status, _ in statuses]
    if directive == "[broke]":
        assert all("credits" in answer.json()["error"]["message"] for answer in answers)
    if directive == "[busy]":
        assert "high demand" in answers[0].json()["error"]["message"]


async def test_a_blocked_prompt_ends_with_a_support_code(base: str) -> None:
    async with client_of(base) as client:
        operation = await done(client, await submit(client, "[fail:policy] a boat"))

    assert operation["error"]["code"] == 3
    assert re.search(r"Support codes: \d{8}", operation["error"]["message"])
    assert "response" not in operation


async def test_a_success_can_be_filtered_wholly_or_in_part(base: str) -> None:
    async with client_of(base) as client:
        nothing = (await done(client, await submit(client, "a boat [empty]", seed=1)))["response"]
        half = await done(client, await submit(client, "[empty:1] a boat", sampleCount=2, seed=1))

    assert "videos" not in nothing
    assert nothing["raiMediaFilteredCount"] == 1
    assert re.search(r"Support codes: \d{8}", nothing["raiMediaFilteredReasons"][0])
    assert half["response"]["raiMediaFilteredCount"] == 1
    assert len(half["response"]["videos"]) == 1


async def test_a_lost_reply_leaves_one_running_operation(base: str) -> None:
    async with client_of(base) as client:
        with pytest.raises(httpx.TransportError):
            await submit(client, "[lost] [hang]", seed=4711)
        records = [r for r in await records_of(client, path_of()) if r["seed"] == 4711]
        jobs = [job for job in (await client.get("/_jobs")).json() if job["seed"] == 4711]

    assert [(r["status"], r["accepted"]) for r in records] == [(None, jobs[0]["id"])]
    assert len(jobs) == 1


async def test_a_flapping_operation_fails_first_and_succeeds_then(base: str) -> None:
    async with client_of(base) as client:
        first = await done(client, await submit(client, "a boat [flap]", seed=1))
        second = (await fetch(client, first["name"])).json()

    assert first["error"]["code"] == 13
    assert second["response"]["videos"]


async def test_a_weird_operation_talks_nonsense_before_it_is_done(base: str) -> None:
    async with client_of(base) as client:
        name = (await submit(client, "a boat [weird] [slow:4]", seed=1)).json()["name"]
        seen = [(await fetch(client, name)).json() for _ in range(3)]
        last = await until(lambda: fetch(client, name), lambda answer: answer.json().get("done"))

    assert [one["metadata"]["progressPercent"] for one in seen] == [-1, 250, "NaN"]
    assert [one.get("done", "absent") for one in seen] == [False, "absent", None]
    assert last.json()["response"]["videos"]


async def test_an_operation_can_be_gone_or_hard_to_reach(base: str) -> None:
    async with client_of(base) as client:
        gone = (await submit(client, "[gone] [hang]")).json()["name"]
        shy = (await submit(client, "[pollfail:2] [hang]")).json()["name"]

        assert (await fetch(client, gone)).json()["error"]["status"] == "NOT_FOUND"
        assert [(await fetch(client, shy)).status_code for _ in range(3)] == [503, 429, 200]


async def test_a_submit_can_be_answered_by_a_page(base: str) -> None:
    async with client_of(base) as client:
        answer = await submit(client, "[html:submit] [hang]")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
