import asyncio
import hashlib
from collections.abc import Iterator

import httpx
import pytest

from tests.integration.simulator_process import (
    SPEED,
    client_of,
    records_of,
    started,
    until,
)
from tests.integration.wavespeed_calls import ENDS, WAN, film, poll, settled, submit


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    options = ("--speed", str(SPEED))
    with started("wavespeed", tmp_path_factory.getbasetemp() / "films", *options) as (address, _):
        yield address


@pytest.mark.parametrize(
    ("directive", "statuses"),
    [
        ("[429:2]", [(429, "1"), (429, None), (200, None)]),
        ("[fail:transient:2]", [(503, None), (500, None), (200, None)]),
        ("[fail:input]", [(400, None), (400, None)]),
        ("[fail:policy:submit]", [(400, None)]),
        ("[auth]", [(401, None), (401, None)]),
    ],
)
async def test_a_refused_submit_creates_nothing(
    base: str, directive: str, statuses: list[tuple[int, str | None]]
) -> None:
    prompt = f"a boat {directive}"
    async with client_of(base) as client:
        answers = [await submit(client, prompt) for _ in statuses]
        accepted = [
            record["accepted"]
            for record in await records_of(client, f"/api/v3/{WAN}")
            if record["prompt_hash"] == hashlib.sha256(prompt.encode()).hexdigest()
        ]

    assert [(a.status_code, a.headers.get("Retry-After")) for a in answers] == statuses
    assert [bool(job) for job in accepted] == [status == 200 for status, _ in statuses]


async def test_an_empty_account_is_told_in_three_ways(base: str) -> None:
    async with client_of(base) as client:
        answers = [await submit(client, "a boat [broke]") for _ in range(3)]

    assert [(a.status_code, a.json()["code"]) for a in answers] == [
        (402, 402),
        (403, 403),
        (200, 402),
    ]
    assert all("nsufficient balance" in a.json()["message"] for a in answers)


async def test_policy_and_high_demand_fail_the_prediction(base: str) -> None:
    async with client_of(base) as client:
        policy = await settled(client, await submit(client, "a boat [fail:policy]"))
        tries = [await settled(client, await submit(client, "a boat [busy:2]")) for _ in range(3)]

    assert (policy["status"], policy["has_nsfw_contents"]) == ("failed", [True])
    assert [one["status"] for one in tries] == ["failed", "failed", "completed"]
    assert "high demand" in tries[0]["error"]


async def test_a_hanging_job_never_ends(base: str) -> None:
    async with client_of(base) as client:
        prediction_id = (await submit(client, "[hang]")).json()["data"]["id"]
        await until(lambda: poll(client, prediction_id), lambda seen: seen["status"] == "processing")
        await asyncio.sleep(5 * 12 / SPEED)

        assert (await poll(client, prediction_id))["status"] == "processing"


async def test_an_empty_success_has_no_outputs(base: str) -> None:
    async with client_of(base) as client:
        prediction = await settled(client, await submit(client, "a boat [empty]"))

    assert (prediction["status"], prediction["outputs"]) == ("completed", [])


async def test_a_flapping_job_fails_first_and_succeeds_then(base: str) -> None:
    async with client_of(base) as client:
        prediction = await settled(client, await submit(client, "a boat [flap]"))

        assert prediction["status"] == "failed"
        assert (await poll(client, prediction["id"]))["status"] == "completed"


async def test_a_weird_job_talks_nonsense_before_it_completes(base: str) -> None:
    async with client_of(base) as client:
        prediction_id = (await submit(client, "a boat [weird] [slow:4]")).json()["data"]["id"]
        seen = [await poll(client, prediction_id) for _ in range(4)]
        last = await until(lambda: poll(client, prediction_id), lambda p: p["status"] in ENDS)

    assert [one["status"] for one in seen] == ["warming_up", "pending", "", "PROCESSING!"]
    assert [one["progress"] for one in seen] == [-1, 250, "NaN", None]
    assert last["status"] == "completed"


async def test_a_job_that_is_gone_was_accepted(base: str) -> None:
    async with client_of(base) as client:
        submitted = await submit(client, "a boat [gone]")
        answer = await client.get(submitted.json()["data"]["urls"]["get"])

    assert (submitted.status_code, answer.status_code) == (200, 404)


async def test_polls_can_fail_for_a_while(base: str) -> None:
    async with client_of(base) as client:
        url = (await submit(client, "[hang] [pollfail:2]")).json()["data"]["urls"]["get"]

        assert [(await client.get(url)).status_code for _ in range(3)] == [503, 429, 200]


async def test_an_expired_address_is_replaced_by_the_next_poll(base: str) -> None:
    async with client_of(base) as client:
        prediction = await settled(client, await submit(client, "a boat [expired]"))
        refused = await client.get(prediction["outputs"][0])
        fresh = (await poll(client, prediction["id"]))["outputs"][0]

        assert refused.status_code == 403
        assert fresh != prediction["outputs"][0]
        assert (await client.get(fresh)).status_code == 200


async def test_a_result_can_be_garbage_or_a_page(base: str) -> None:
    async with client_of(base) as client:
        whole = await film(client, "a boat")
        garbage = await film(client, "a boat [corrupt]")
        prediction = await settled(client, await submit(client, "a boat [html]"))
        page = await client.get(prediction["outputs"][0])

    assert len(garbage) == len(whole)
    assert garbage[4:8] == b"ftyp"
    assert b"moov" not in garbage
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


async def test_a_truncated_result_claims_more_than_it_sends(base: str) -> None:
    chunks: list[bytes] = []

    async def download(url: str) -> None:
        async with client.stream("GET", url) as answer:
            claims.append(int(answer.headers["Content-Length"]))
            async for chunk in answer.aiter_bytes():
                chunks.append(chunk)  # noqa: PERF401  what came before the break counts

    claims: list[int] = []
    async with client_of(base) as client:
        prediction = await settled(client, await submit(client, "a boat [truncated]"))
        with pytest.raises(httpx.RemoteProtocolError):
            await download(prediction["outputs"][0])

    assert 0 < len(b"".join(chunks)) < claims[0]


async def test_a_submit_can_be_answered_by_a_page(base: str) -> None:
    async with client_of(base) as client:
        answer = await submit(client, "a boat [html:submit]")
        record = (await records_of(client, f"/api/v3/{WAN}"))[-1]

    assert answer.headers["Content-Type"].startswith("text/html")
    assert (record["status"], bool(record["accepted"])) == (200, True)


async def test_sync_mode_gives_up_and_the_job_goes_on(base: str) -> None:
    async with client_of(base) as client:
        answer = await submit(client, "a boat", enable_sync_mode=True)

        assert (answer.json()["data"]["status"], answer.json()["data"]["code"]) == (
            "processing",
            5004,
        )
        assert (await settled(client, answer))["status"] == "completed"
